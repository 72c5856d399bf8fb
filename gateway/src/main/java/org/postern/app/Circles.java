package org.postern.app;

import java.util.List;
import java.util.stream.Stream;
import org.postern.listen.Place;
import org.postern.milter.MilterSettings;
import org.postern.receive.EdgeSettings;
import org.postern.receive.FilterSettings;
import org.postern.receive.Submission;
import org.postern.settings.Destination;
import org.postern.settings.Listen;
import org.postern.settings.Settings;

/// Mail that a mail server beside us shows must go back to that server. Where it would come to a listener of ours instead
/// it would go in a circle, so nothing starts.
record Circles(
        Settings settings,
        EdgeSettings edge,
        Submission submission,
        FilterSettings filter,
        MilterSettings milter,
        List<Place> blocklist) {

    /// Makes a problem of each way back that leads to ourselves.
    void refuse() {
        if (!filter.places().isEmpty()) {
            refuse("filter.reinjection", filter.reinjection());
        }
        if (!milter.listen().isEmpty()) {
            refuse("milter.hand-back", milter.handBack());
        }
    }

    private void refuse(String key, Destination back) {
        listeners()
                .filter(back::isAt)
                .findFirst()
                .ifPresent(it ->
                        settings.problem(
                                key,
                                back
                                        + " is Postern itself, which listens on "
                                        + it
                                        + ": mail would go in a circle; name the listener of"
                                        + " the mail server that takes mail back"));
    }

    private Stream<Listen> listeners() {
        return Stream.of(
                        edge.listen().stream(),
                        submission.listen().stream(),
                        submission.tlsListen().stream(),
                        filter.places().stream().map(FilterSettings.Place::where),
                        milter.listen().stream().flatMap(Circles::tcp),
                        blocklist.stream().flatMap(Circles::tcp))
                .flatMap(it -> it);
    }

    private static Stream<Listen> tcp(Place place) {
        return switch (place) {
            case Place.Tcp(Listen where) -> Stream.of(where);
            case Place.Unix _ -> Stream.empty();
        };
    }
}
