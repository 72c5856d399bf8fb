package org.postern.mail.auth;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.postern.mail.address.IpAddress;
import org.postern.mail.dns.DnsAnswer;
import org.postern.mail.dns.DnsFailure;
import org.postern.mail.dns.DnsName;
import org.postern.mail.dns.DnsRecord;
import org.postern.mail.dns.Zone;
import org.yaml.snakeyaml.LoaderOptions;
import org.yaml.snakeyaml.Yaml;
import org.yaml.snakeyaml.constructor.SafeConstructor;

/// The test suite of RFC 7208 in `third-party/spf`, with its own zones.
final class SpfSuite {
    private static final Path FILE = Path.of("..", "third-party", "spf", "rfc7208-tests.yml");

    /// A case.
    ///
    /// @param results any of these is right
    /// @param explanation `DEFAULT` where the domain gives none; empty where it does not matter
    record Case(
            String group,
            String name,
            Zone zone,
            SpfQuestion question,
            List<String> results,
            String explanation) {
        @Override
        public String toString() {
            return group + ": " + name;
        }
    }

    private SpfSuite() {}

    static List<Case> cases() throws IOException {
        var cases = new ArrayList<Case>();
        var yaml = new Yaml(new SafeConstructor(new LoaderOptions()));
        for (Object document : yaml.loadAll(Files.readString(FILE))) {
            Map<?, ?> scenario = map(document);
            Zone zone = zone(map(get(scenario, "zonedata")));
            map(get(scenario, "tests"))
                    .forEach((name, test) ->
                            cases.add(
                                    testCase(
                                            get(scenario, "description").toString(),
                                            name.toString(),
                                            zone,
                                            map(test))));
        }
        return cases;
    }

    private static Case testCase(String group, String name, Zone zone, Map<?, ?> test) {
        var question =
                SpfQuestion.ofSender(
                        IpAddress.parse(get(test, "host").toString()).orElseThrow(),
                        get(test, "mailfrom").toString(),
                        get(test, "helo").toString());
        Object explanation = test.get("explanation");
        return new Case(
                group,
                name,
                zone,
                question,
                list(get(test, "result")).stream().map(Object::toString).toList(),
                explanation == null ? "" : explanation.toString());
    }

    /// A name's own rules: records of type SPF stand for TXT where it has none, `TXT: NONE` says that it has none, and
    /// `TIMEOUT` is what all other questions about it end in.
    private static Zone zone(Map<?, ?> data) {
        var zone = new Zone.Builder();
        data.forEach((key, entries) -> {
            DnsName name = DnsName.of(key.toString()).orElseThrow();
            var spf = new ArrayList<DnsRecord>();
            var txt = new ArrayList<DnsRecord>();
            boolean explicit = false;
            for (Object entry : list(entries)) {
                if (!(entry instanceof Map<?, ?> record)) {
                    zone.rest(name, new DnsAnswer.Failed(DnsFailure.TIMEOUT, "as written"));
                    continue;
                }
                String type = record.keySet().iterator().next().toString();
                Object value = record.values().iterator().next();
                switch (type) {
                    case "SPF" -> spf.add(text(value));
                    case "TXT" -> {
                        explicit = true;
                        if (!"NONE".equals(value)) {
                            txt.add(text(value));
                        }
                    }
                    case "CNAME" -> zone.alias(name, name(value));
                    default -> zone.record(name, record(type, value));
                }
            }
            (explicit ? txt : spf).forEach(it -> zone.record(name, it));
        });
        return zone.build();
    }

    private static DnsRecord record(String type, Object value) {
        return switch (type) {
            case "A", "AAAA" ->
                    new DnsRecord.Address(IpAddress.parse(value.toString()).orElseThrow());
            case "PTR" -> new DnsRecord.Pointer(name(value));
            case "MX" ->
                    new DnsRecord.Exchanger(
                            (Integer) list(value).getFirst(), name(list(value).getLast()));
            default -> throw new IllegalArgumentException("a record of type " + type);
        };
    }

    private static DnsRecord text(Object value) {
        var joined = new StringBuilder();
        list(value).forEach(joined::append);
        return new DnsRecord.Text(joined.toString());
    }

    private static DnsName name(Object value) {
        String text = value.toString();
        return text.isEmpty() ? DnsName.ROOT : DnsName.of(text).orElseThrow();
    }

    private static Object get(Map<?, ?> map, String key) {
        return Objects.requireNonNull(map.get(key), key);
    }

    private static Map<Object, Object> map(Object value) {
        return new LinkedHashMap<>((Map<?, ?>) value);
    }

    private static List<?> list(Object value) {
        return value instanceof List<?> list ? list : List.of(value);
    }
}
