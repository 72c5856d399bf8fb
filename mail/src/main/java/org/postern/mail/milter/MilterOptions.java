package org.postern.mail.milter;

import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/// What a server and this filter agreed upon.
///
/// @param version of the protocol, 2 to 6
public record MilterOptions(int version, Set<Ability> abilities, Set<Trait> traits) {
    static final int OLDEST = 2;
    static final int NEWEST = 6;

    /// Without it a filter cannot leave its trace field.
    private static final Ability NEEDED = Ability.ADD_HEADERS;

    /// Removing recipients is not among them: servers do that only where they still know an address as it was written, and
    /// a wish is not enough where somebody shall not get a message.
    private static final Set<Ability> USED =
            EnumSet.of(NEEDED, Ability.CHANGE_HEADERS, Ability.ASK_FOR_MACROS);

    /// Fewer waits for each other, and the header as it is. Body pieces stay answered, as a message that is too large must
    /// be refused before all of it was sent.
    private static final Set<Trait> WANTED =
            EnumSet.of(
                    Trait.NO_UNKNOWN,
                    Trait.SKIP,
                    Trait.SILENT_CONNECT,
                    Trait.SILENT_HELLO,
                    Trait.SILENT_DATA,
                    Trait.SILENT_HEADER,
                    Trait.SILENT_END_OF_HEADERS,
                    Trait.SILENT_UNKNOWN,
                    Trait.LEADING_SPACE);

    /// Postfix knows its queue id from DATA on, Sendmail from MAIL on.
    private static final Map<Stage, List<String>> MACROS =
            Map.of(
                    Stage.CONNECT,
                    List.of("j", "_", "{daemon_name}", "{client_addr}", "{client_port}"),
                    Stage.HELLO,
                    List.of("{tls_version}", "{cipher}"),
                    Stage.MAIL,
                    List.of("i", "{auth_type}", "{auth_authen}", "{tls_version}", "{cipher}"),
                    Stage.DATA,
                    List.of("i"),
                    Stage.END_OF_HEADERS,
                    List.of("i"),
                    Stage.END_OF_MESSAGE,
                    List.of("i"));

    public MilterOptions {
        abilities = Set.copyOf(abilities);
        traits = Set.copyOf(traits);
        if (version < OLDEST || version > NEWEST) {
            throw new IllegalArgumentException("version " + version);
        }
    }

    /// What can be agreed upon with a server; empty where that is too little.
    static Optional<MilterOptions> of(MilterCommand.Negotiate offered) {
        if (offered.version() < OLDEST) {
            return Optional.empty();
        }
        Set<Ability> abilities = EnumSet.noneOf(Ability.class);
        for (Ability ability : USED) {
            if ((offered.abilities() & ability.bit()) != 0) {
                abilities.add(ability);
            }
        }
        if (!abilities.contains(NEEDED)) {
            return Optional.empty();
        }
        Set<Trait> traits = EnumSet.noneOf(Trait.class);
        for (Trait trait : WANTED) {
            if ((offered.traits() & trait.bit()) != 0) {
                traits.add(trait);
            }
        }
        int version = Math.clamp(offered.version(), OLDEST, NEWEST);
        return Optional.of(new MilterOptions(version, abilities, traits));
    }

    /// The answer that says so.
    MilterReply.Negotiated reply() {
        boolean asks = version >= NEWEST && can(Ability.ASK_FOR_MACROS);
        int does = 0;
        for (Ability ability : abilities) {
            does |= asks || ability != Ability.ASK_FOR_MACROS ? ability.bit() : 0;
        }
        int how = 0;
        for (Trait trait : traits) {
            how |= trait.bit();
        }
        return new MilterReply.Negotiated(version, does, how, asks ? MACROS : Map.of());
    }

    public boolean can(Ability ability) {
        return abilities.contains(ability);
    }

    public boolean has(Trait trait) {
        return traits.contains(trait);
    }
}
