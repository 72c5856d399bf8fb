package org.postern.journal;

import java.util.List;

/// Where the journal's own threads tell of trouble, and learn of floods.
interface Reporter {

    /// Something is broken; see [Event.Alarm].
    void alarm(String what, String detail);

    /// Events could not be kept.
    ///
    /// @param why a stable word
    void lost(String why, long events);

    /// Events that tell of others which were counted only.
    ///
    /// @param all also where more may come
    List<Event> floods(boolean all);
}
