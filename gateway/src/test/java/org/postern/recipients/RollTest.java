package org.postern.recipients;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.postern.directory.Recipient;
import org.postern.directory.RecipientList;
import org.postern.directory.RecipientRules;
import org.postern.journey.Standing;
import org.postern.journey.Standing.Certain;
import org.postern.mail.address.Address;
import org.postern.mail.address.AddressParser;
import org.postern.mail.address.Domain;
import org.postern.mail.address.Parsed;

/// Who exists, by rules, lists, aliases and what others say.
class RollTest {
    private final Map<String, RecipientRules> rules = new HashMap<>();
    private final Map<String, List<Recipient>> lists = new HashMap<>();
    private final Map<String, Answer> answers = new HashMap<>();
    private final List<String> asked = new ArrayList<>();

    @Test
    void withoutRulesEverybodyExists() throws Exception {
        list("own.example");
        assertThat(of("any.body@own.example")).isEqualTo(Certain.KNOWN);
    }

    @Test
    void onlyTheListedExistInAnyCase() throws Exception {
        list("own.example", "ann@own.example", "Ben@own.example");
        rules("own.example", "list");
        assertThat(of("ANN@own.example")).isEqualTo(Certain.KNOWN);
        assertThat(of("ben@own.example")).isEqualTo(Certain.KNOWN);
        assertThat(of("cat@own.example")).isEqualTo(Certain.UNKNOWN);
        assertThat(of("ann+tag@own.example")).isEqualTo(Certain.UNKNOWN);
    }

    @ParameterizedTest
    @ValueSource(strings = {"postmaster", "POSTMASTER", "Abuse"})
    void postmasterAndAbuseAlwaysExist(String name) throws Exception {
        list("own.example");
        rules("own.example", "list");
        assertThat(of(name + "@own.example")).isEqualTo(Certain.KNOWN);
    }

    @Test
    void aTaggedAddressIsItsUsers() throws Exception {
        list(
                "own.example",
                "ann@own.example",
                "odd-one@own.example",
                "all@own.example: x@far.example");
        rules("own.example", "list plus:+-");
        assertThat(of("ann+tag@own.example")).isEqualTo(Certain.KNOWN);
        assertThat(of("ann-tag+more@own.example")).isEqualTo(Certain.KNOWN);
        assertThat(of("odd-one@own.example")).isEqualTo(Certain.KNOWN);
        assertThat(of("+ann@own.example")).isEqualTo(Certain.UNKNOWN);
        assertThat(of("all+tag@own.example")).isEqualTo(alias("x@far.example"));
    }

    @Test
    void aliasesLeadOnAcrossDomains() throws Exception {
        list(
                "own.example",
                "all@own.example: ann@own.example, team@second.example, x@far.example",
                "ann@own.example: ann@own.example, copy@own.example");
        list("second.example", "team@second.example: ben@second.example, x@far.example");
        assertThat(of("all@own.example"))
                .isEqualTo(
                        alias(
                                "ann@own.example",
                                "copy@own.example",
                                "ben@second.example",
                                "x@far.example"));
        assertThat(of("ann@own.example")).isEqualTo(alias("ann@own.example", "copy@own.example"));
    }

    @Test
    void aCircleOfAliasesIsNotFollowedForEver() throws Exception {
        list(
                "own.example",
                "a@own.example: b@own.example",
                "b@own.example: a@own.example",
                "c@own.example: d@own.example, x@far.example",
                "d@own.example: c@own.example");
        assertThat(of("a@own.example")).isInstanceOf(Standing.Unsure.class);
        assertThat(of("c@own.example")).isEqualTo(alias("x@far.example"));
    }

    @Test
    void aChainOfAliasesHasAnEnd() throws Exception {
        list(
                "own.example",
                Stream.iterate(0, it -> it + 1)
                        .limit(30)
                        .map(it -> "a" + it + "@own.example: a" + (it + 1) + "@own.example")
                        .toArray(String[]::new));
        assertThat(of("a0@own.example")).isInstanceOf(Standing.Unsure.class);
        assertThat(of("a25@own.example")).isEqualTo(alias("a30@own.example"));
    }

    @Test
    void oneSourceThatKnowsSuffices() throws Exception {
        list("own.example", "ann@own.example");
        rules("own.example", "list lookup:people call-forward");
        answers.put("lookup:people ben@own.example", Answer.Clear.KNOWN);
        answers.put("call-forward cat@own.example", Answer.Clear.KNOWN);
        assertThat(of("ann@own.example")).isEqualTo(Certain.KNOWN);
        assertThat(asked).isEmpty();
        assertThat(of("ben@own.example")).isEqualTo(Certain.KNOWN);
        assertThat(of("cat@own.example")).isEqualTo(Certain.KNOWN);
        assertThat(of("dan@own.example")).isEqualTo(Certain.UNKNOWN);
    }

    @Test
    void withoutAnAnswerNobodyIsUnknown() throws Exception {
        list("own.example");
        rules("own.example", "lookup:people call-forward");
        answers.put("lookup:people dan@own.example", new Answer.None("is down"));
        assertThat(of("dan@own.example")).isInstanceOf(Standing.Unsure.class);
        rules("own.example", "lookup:gone");
        assertThat(of("dan@own.example")).isInstanceOf(Standing.Unsure.class);
        rules("own.example", "lookup:gone unsure:accept");
        assertThat(of("dan@own.example")).isEqualTo(Certain.KNOWN);
    }

    @Test
    void aLookupIsAskedForTheUserOfATaggedAddressToo() throws Exception {
        list("own.example");
        rules("own.example", "lookup:people plus:+");
        answers.put("lookup:people ann@own.example", Answer.Clear.KNOWN);
        assertThat(of("ann+x@own.example")).isEqualTo(Certain.KNOWN);
        assertThat(asked)
                .containsExactly(
                        "lookup:people ann+x@own.example", "lookup:people ann@own.example");
    }

    @Test
    void whereTheListCouldNotBeReadNobodyIsUnknown() throws Exception {
        rules("own.example", "list");
        assertThat(of("ann@own.example")).isInstanceOf(Standing.Unsure.class);
    }

    /// Of an alias the next hop knows nothing: it would refuse for good what the list sends elsewhere.
    @Test
    void whereTheListCouldNotBeReadAnAliasIsTakenForNobody() throws Exception {
        rules("own.example", "any unsure:accept");
        assertThat(of("team@own.example")).isInstanceOf(Standing.Unsure.class);
    }

    @Test
    void a15_allWaysToWriteAnAddressMeanOnePerson() {
        rules("own.example", "list plus:-");
        assertThat(person("Ann@own.example")).isEqualTo(Optional.of("ann@own.example"));
        assertThat(person("ann-1@own.example")).isEqualTo(Optional.of("ann@own.example"));
        assertThat(person("ann+1@own.example")).isEqualTo(Optional.of("ann@own.example"));
        assertThat(person("ben@own.example")).isEqualTo(Optional.of("ben@own.example"));
    }

    @Test
    void a15_whatIsEverywhereMeansNobody() {
        rules("own.example", "list");
        assertThat(person("Postmaster@own.example")).isEmpty();
        assertThat(person("abuse+1@own.example")).isEmpty();
        assertThat(person("ann@any.example")).isEmpty();
    }

    @Test
    void mailGoesWhereAnAliasStandsForWithoutAskingAnybody() {
        list(
                "own.example",
                "ann@own.example",
                "team@own.example: ann@own.example, cat@far.example");
        rules("own.example", "list plus:+");
        assertThat(behind("team@own.example")).isEqualTo("[ann@own.example, cat@far.example]");
        assertThat(behind("Ann+x@own.example")).isEqualTo("[Ann+x@own.example]");
        assertThat(behind("postmaster@own.example")).isEqualTo("[postmaster@own.example]");
        assertThat(behind("dan@own.example")).isEqualTo("[]");
        assertThat(behind("dan@far.example")).isEqualTo("[dan@far.example]");
        rules("own.example", "list lookup:people");
        assertThat(behind("dan@own.example")).isEqualTo("[dan@own.example]");
        assertThat(asked).isEmpty();
    }

    private String behind(String address) {
        return roll().behind(address(address)).toString();
    }

    private Optional<String> person(String address) {
        return roll().person(address(address));
    }

    private Standing of(String address) throws InterruptedException {
        return roll().of(address(address));
    }

    private Roll roll() {
        var book =
                new Book() {
                    @Override
                    public RecipientRules recipients(Domain domain) {
                        return rules.getOrDefault(domain.text(), RecipientRules.ANY);
                    }

                    @Override
                    public Optional<RecipientList> list(Domain domain) {
                        return Optional.ofNullable(lists.get(domain.text())).map(RecipientList::of);
                    }
                };
        return new Roll(book, this::source);
    }

    private Optional<Source> source(RecipientRules.Source source) {
        if (source.toString().equals("lookup:gone")) {
            return Optional.empty();
        }
        return Optional.of(address -> {
            String question = source + " " + address;
            asked.add(question);
            return answers.getOrDefault(question, Answer.Clear.UNKNOWN);
        });
    }

    private void rules(String domain, String text) {
        rules.put(domain, RecipientRules.parse(text));
    }

    private void list(String domain, String... lines) {
        lists.put(domain, Stream.of(lines).map(it -> Recipient.parse(it).recipient()).toList());
    }

    private static Standing alias(String... targets) {
        return new Standing.Alias(Stream.of(targets).map(RollTest::address).toList());
    }

    private static Address address(String text) {
        if (AddressParser.ASCII.address(text) instanceof Parsed.Value<Address>(Address address)) {
            return address;
        }
        throw new AssertionError(text);
    }
}
