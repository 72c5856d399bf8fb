package org.postern.sink;

import java.util.EnumMap;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import org.postern.mail.address.Address;

/// How a sink answers. A value: each change makes another one.
///
/// @param stages what it does at a stage, where that is not the usual
/// @param recipients what it does at RCPT for one recipient; comes before the stage. Keys in lower case
/// @param extensions what it offers after EHLO
/// @param maxMessage octets of the largest message it takes
public record Behaviour(
        Map<Stage, Act> stages,
        Map<String, Act> recipients,
        Set<Extension> extensions,
        long maxMessage) {
    /// A good server.
    public static final Behaviour GOOD =
            new Behaviour(Map.of(), Map.of(), EnumSet.allOf(Extension.class), 64L << 20);

    private static final Act USUAL = new Act.Usual();

    public Behaviour {
        stages = Map.copyOf(stages);
        recipients = Map.copyOf(recipients);
        extensions = Set.copyOf(extensions);
        if (maxMessage <= 0) {
            throw new IllegalArgumentException("a limit of " + maxMessage + " octets");
        }
    }

    /// The same, but with another act at a stage.
    public Behaviour at(Stage stage, Act act) {
        var changed = new EnumMap<Stage, Act>(Stage.class);
        changed.putAll(stages);
        changed.put(stage, act);
        return new Behaviour(changed, recipients, extensions, maxMessage);
    }

    /// The same, but with another act for one recipient.
    public Behaviour forRecipient(String address, Act act) {
        var changed = new HashMap<>(recipients);
        changed.put(address.toLowerCase(Locale.ROOT), act);
        return new Behaviour(stages, changed, extensions, maxMessage);
    }

    /// The same, but without an extension.
    public Behaviour without(Extension extension) {
        var changed = EnumSet.copyOf(extensions);
        changed.remove(extension);
        return new Behaviour(stages, recipients, changed, maxMessage);
    }

    /// The same, but for messages of at most so many octets.
    public Behaviour withMaxMessage(long octets) {
        return new Behaviour(stages, recipients, extensions, octets);
    }

    Act act(Stage stage) {
        return stages.isEmpty() ? USUAL : stages.getOrDefault(stage, USUAL);
    }

    Act act(Address recipient) {
        Act general = act(Stage.RCPT);
        if (recipients.isEmpty()) {
            return general;
        }
        return recipients.getOrDefault(recipient.toString().toLowerCase(Locale.ROOT), general);
    }
}
