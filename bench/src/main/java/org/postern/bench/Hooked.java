package org.postern.bench;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;

/// Starts a Postfix whose mail is looked at, and what looks at it.
///
/// @param stage takes care of all that is started
/// @param work a directory for the data
record Hooked(Stage stage, NextHopSink sink, Path home, Path work) {

    HookedPostfix beforeQueueWithProxy() throws IOException, InterruptedException {
        int filter = Programs.freePort();
        int back = Programs.freePort();
        Path log = stage.directory(work).resolve("proxy.log");
        var proxy = stage.own(PlainProxy.start(log, filter, back));
        return together("Postfix with a plain proxy", Hook.beforeQueue(filter, back), proxy);
    }

    HookedPostfix beforeQueueWithPostern() throws IOException, InterruptedException {
        int filter = Programs.freePort();
        int back = Programs.freePort();
        return together(
                "Postfix with Postern",
                Hook.beforeQueue(filter, back),
                postern(
                        "filter.listen=127.0.0.1:" + filter + " before-queue",
                        "filter.reinjection=127.0.0.1:" + back));
    }

    HookedPostfix afterQueueWithPostern() throws IOException, InterruptedException {
        int filter = Programs.freePort();
        int back = Programs.freePort();
        return together(
                "Postfix with Postern behind its queue",
                Hook.afterQueue(filter, back),
                postern(
                        "filter.listen=127.0.0.1:" + filter + " after-queue",
                        "filter.reinjection=127.0.0.1:" + back));
    }

    HookedPostfix milterWithPostern() throws IOException, InterruptedException {
        int filter = Programs.freePort();
        return together(
                "Postfix with Postern by milter",
                Hook.milter(filter),
                postern("milter.listen=127.0.0.1:" + filter));
    }

    private PosternGateway postern(String... settings) throws IOException, InterruptedException {
        var gateway =
                stage.own(
                        new PosternGateway(
                                home, stage.directory(work), sink.port(), List.of(settings)));
        return gateway.start();
    }

    private HookedPostfix together(String name, Hook hook, HookedPostfix.Beside beside)
            throws IOException, InterruptedException {
        var postfix = stage.own(new PostfixRelay(stage.directory(work), sink.port(), hook));
        return new HookedPostfix(name, postfix.start(), beside);
    }
}
