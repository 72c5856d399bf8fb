package org.postern.directory;

import com.fasterxml.jackson.annotation.Nulls;
import java.util.List;
import java.util.Optional;
import org.postern.settings.Network;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.DeserializationFeature;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/// Site settings as JSON, the form in which they are stored. A field nobody knows is refused: it may be a limit that
/// would silently not hold.
///
/// Fields that came with later releases are left out where they say nothing, so that a node of the release before reads
/// what uses none of them, and are filled in where they are missing, so that every old version can be read.
final class SiteText {
    private static final JsonMapper JSON =
            JsonMapper.builder()
                    .enable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES)
                    .enable(DeserializationFeature.FAIL_ON_MISSING_CREATOR_PROPERTIES)
                    .enable(DeserializationFeature.FAIL_ON_NULL_CREATOR_PROPERTIES)
                    .changeDefaultNullHandling(it -> it.withContentNulls(Nulls.FAIL))
                    .build();

    private static final String OUTBOUND = "outbound";
    private static final String LOOKUPS = "lookups";
    private static final String DOMAINS = "domains";
    private static final String RECIPIENTS = "recipients";
    private static final String LIST = "list";
    private static final String LOGINS = "logins";
    private static final String PEOPLE = "people";

    private SiteText() {}

    record Route(String name, String nextHop, String recipients, long list) {}

    record Credential(String name, String user, String secret) {}

    record Document(
            long version,
            List<Route> domains,
            List<String> relayNetworks,
            String outbound,
            List<Credential> logins,
            List<LookupRule> lookups,
            List<PeopleRule> people) {}

    static String print(Site site) {
        ObjectNode tree =
                JSON.valueToTree(
                        new Document(
                                site.version(),
                                site.domains().stream().map(SiteText::route).toList(),
                                site.relayNetworks().stream().map(Network::toString).toList(),
                                site.outbound().map(Destination.Route::toString).orElse(""),
                                site.logins().stream()
                                        .map(it ->
                                                new Credential(it.name(), it.user(), it.sealed()))
                                        .toList(),
                                site.lookups(),
                                site.people().stream().toList()));
        leaveOut(tree, OUTBOUND);
        leaveOut(tree, LOOKUPS);
        leaveOut(tree, LOGINS);
        leaveOut(tree, PEOPLE);
        for (JsonNode domain : tree.path(DOMAINS)) {
            if (domain instanceof ObjectNode one) {
                leaveOut(one, RECIPIENTS);
                leaveOut(one, LIST);
            }
        }
        return tree.toString();
    }

    private static Route route(DomainRoute route) {
        return new Route(
                route.domain().text(),
                route.nextHop().toString(),
                route.recipients().equals(RecipientRules.ANY) ? "" : route.recipients().toString(),
                route.list());
    }

    private static void leaveOut(ObjectNode tree, String field) {
        JsonNode value = tree.path(field);
        boolean saysNothing =
                value.isString()
                        ? value.asString().isEmpty()
                        : value.isNumber() ? value.asLong() == 0 : value.isEmpty();
        if (saysNothing) {
            tree.remove(field);
        }
    }

    /// @throws IllegalArgumentException not the settings of a site, or of a newer release
    static Site parse(String text) {
        try {
            if (!(JSON.readTree(text) instanceof ObjectNode tree)) {
                throw new IllegalArgumentException("not site settings: no object");
            }
            if (!tree.has(OUTBOUND)) {
                tree.put(OUTBOUND, "");
            }
            if (!tree.has(LOGINS)) {
                tree.putArray(LOGINS);
            }
            if (!tree.has(LOOKUPS)) {
                tree.putArray(LOOKUPS);
            }
            if (!tree.has(PEOPLE)) {
                tree.putArray(PEOPLE);
            }
            for (JsonNode domain : tree.path(DOMAINS)) {
                if (domain instanceof ObjectNode one) {
                    fillIn(one);
                }
            }
            return site(JSON.treeToValue(tree, Document.class));
        } catch (JacksonException e) {
            throw new IllegalArgumentException("not site settings: " + e.getOriginalMessage(), e);
        }
    }

    private static void fillIn(ObjectNode domain) {
        if (!domain.has(RECIPIENTS)) {
            domain.put(RECIPIENTS, "");
        }
        if (!domain.has(LIST)) {
            domain.put(LIST, 0);
        }
    }

    private static DomainRoute route(Route route) {
        DomainRoute bare = DomainRoute.parse(route.name(), route.nextHop()).with(route.list());
        return route.recipients().isEmpty()
                ? bare
                : bare.with(RecipientRules.parse(route.recipients()));
    }

    private static Optional<PeopleRule> people(List<PeopleRule> all) {
        if (all.size() > 1) {
            throw new IllegalArgumentException("not site settings: two directories of people");
        }
        return all.stream().findFirst();
    }

    private static Site site(Document document) {
        return new Site(
                document.domains().stream().map(SiteText::route).toList(),
                document.relayNetworks().stream().map(Network::parse).toList(),
                document.outbound().isEmpty()
                        ? Optional.empty()
                        : Optional.of(RouteText.parse(document.outbound())),
                document.logins().stream()
                        .map(it -> new Login(it.name(), it.user(), it.secret()))
                        .toList(),
                document.lookups(),
                people(document.people()),
                document.version());
    }
}
