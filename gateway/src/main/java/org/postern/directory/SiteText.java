package org.postern.directory;

import com.fasterxml.jackson.annotation.Nulls;
import java.util.List;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.DeserializationFeature;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/// Site settings as JSON, the form in which they are stored. A field nobody knows is refused: it may be a limit that
/// would silently not hold.
final class SiteText {
    private static final JsonMapper JSON =
            JsonMapper.builder()
                    .enable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES)
                    .enable(DeserializationFeature.FAIL_ON_MISSING_CREATOR_PROPERTIES)
                    .enable(DeserializationFeature.FAIL_ON_NULL_CREATOR_PROPERTIES)
                    .changeDefaultNullHandling(it -> it.withContentNulls(Nulls.FAIL))
                    .build();

    private SiteText() {}

    record Route(String name, String nextHop) {}

    record Document(long version, List<Route> domains, List<String> relayNetworks) {}

    static String print(Site site) {
        return JSON.writeValueAsString(
                new Document(
                        site.version(),
                        site.domains().stream()
                                .map(it -> new Route(it.domain().text(), it.nextHop().toString()))
                                .toList(),
                        site.relayNetworks().stream().map(Network::toString).toList()));
    }

    /// @throws IllegalArgumentException not the settings of a site, or of a newer release
    static Site parse(String text) {
        try {
            JsonNode tree = JSON.readTree(text);
            if (!tree.isObject()) {
                throw new IllegalArgumentException("not site settings: no object");
            }
            Document document = JSON.treeToValue(tree, Document.class);
            return new Site(
                    document.domains().stream()
                            .map(it -> DomainRoute.parse(it.name(), it.nextHop()))
                            .toList(),
                    document.relayNetworks().stream().map(Network::parse).toList(),
                    document.version());
        } catch (JacksonException e) {
            throw new IllegalArgumentException("not site settings: " + e.getOriginalMessage(), e);
        }
    }
}
