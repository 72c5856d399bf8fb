package org.postern.journal;

/// What the tests of a client came to, for people.
final class ClientStory {
    private ClientStory() {}

    static String tested(ClientEvent.Tested tested) {
        var told = new StringBuilder("The client ").append(tested.peer());
        if (!tested.hello().isEmpty()) {
            told.append(", which called itself ").append(Story.quoted(tested.hello())).append(',');
        }
        told.append(" was tested")
                .append(tested.where().equals("service") ? " for a mail server beside us" : "")
                .append(": ")
                .append(tested.decision());
        if (!tested.test().isEmpty()) {
            told.append(", because of ").append(tested.test());
            if (!tested.detail().isEmpty()) {
                told.append(" (").append(tested.detail()).append(')');
            }
        }
        if (!tested.hits().isEmpty()) {
            told.append(". Found by: ").append(String.join(", ", tested.hits()));
        }
        return told.append('.').toString();
    }
}
