package org.postern.blocklist.remote;

/// Who is told about lists. Called by whichever thread finds out; must come back at once.
public interface ListAlarms {
    /// A list is not asked until further notice.
    void setAside(String list, String why);

    /// A list that was set aside is asked again.
    void isBack(String list);
}
