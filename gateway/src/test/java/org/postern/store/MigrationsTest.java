package org.postern.store;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// Migrations expand, then contract: the release before runs on what this one made (HACKING.md says how).
final class MigrationsTest {
    /// The newest of those that make up 0.1, before which there was no release.
    private static final String BASE = "V012";

    private static final Pattern CONTRACTS =
            Pattern.compile("(?m)^-- contracts V[0-9]{3}: .{10,}$");

    private static final Pattern COMMENT = Pattern.compile("(?m)--.*$");
    private static final Pattern BODY = Pattern.compile("(?s)(\\$\\w*\\$).*?\\1");
    private static final Pattern TEXT = Pattern.compile("'(?:[^']|'')*'");

    /// What takes something from a node of the release before, or gives it what it cannot read.
    private static final List<Pattern> TAKES_AWAY =
            Stream.of(
                            "drop (?!not null|default|identity|expression)",
                            "\\brename\\b",
                            "\\balter (column )?\\S+ (set data )?type\\b",
                            "\\bset not null\\b",
                            "\\badd (column )?(if not exists )?\\S+ (?![^,;]*\\bdefault\\b)[^,;]*\\bnot null\\b",
                            "\\badd (constraint|check|unique|foreign|exclude|primary)\\b",
                            "\\bcreate unique index\\b",
                            "^\\s*update\\b",
                            "^\\s*delete\\b",
                            "^\\s*truncate\\b",
                            "^\\s*merge\\b",
                            "\\brevoke\\b",
                            "\\bcreate or replace\\b")
                    .map(it -> Pattern.compile(it, Pattern.CASE_INSENSITIVE))
                    .toList();

    @Test
    void theNewestMigrationIsTheOneThatTheStartLooksFor() throws IOException, URISyntaxException {
        List<String> names = files().stream().map(it -> it.getFileName().toString()).toList();
        assertThat(names).allMatch(it -> it.matches("V[0-9]{3}__[a-z0-9_]+\\.sql"));
        assertThat(names.getLast()).startsWith("V" + Schema.LATEST + "__");
    }

    @Test
    void theReleaseBeforeRunsOnWhatThisOneMade() throws IOException, URISyntaxException {
        var found = new ArrayList<String>();
        for (Path file : files()) {
            String name = file.getFileName().toString();
            if (name.compareTo(BASE + "~") > 0) {
                takenAway(Files.readString(file)).forEach(it -> found.add(name + ": " + it));
            }
        }
        assertThat(found).as("these belong into a contract step, a release later").isEmpty();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "alter table queued drop column behalf;",
                "drop table held;",
                "alter table queued\n  rename column behalf to told;",
                "alter table queued alter column answer type bytea using answer::bytea;",
                "alter table queued add column told text not null;",
                "alter table queued alter column behalf set not null;",
                "alter table queued add constraint short check (length(answer) < 9);",
                "create unique index one on queued (message);",
                "update queued\n   set behalf = 'PROTO=' || behalf;",
                "create table a (b text);\nupdate queued set answer = '';",
                "revoke select on queued from postern_mail;",
                "create or replace function drop_days(kind text, before date) returns int as $$ $$ language sql;",
                "-- contracts V013\nalter table queued drop column behalf;"
            })
    void whatTakesSomethingAwayIsFound(String sql) {
        assertThat(takenAway(sql)).isNotEmpty();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "create table told (id uuid primary key, words text not null);",
                "alter table queued add column told text;",
                "alter table queued add column told text not null default '', add column more int;",
                "alter table queued alter column answer drop not null;",
                "create index queued_told on queued (told) where told is not null;",
                "comment on column queued.told is 'do not drop, rename; or\nupdate it';",
                "grant select, insert, update, delete on told to postern_mail;",
                "insert into told values ('x');",
                "-- update of what was told\ncreate table told (id uuid);",
                "create function f() returns trigger as $$\nbegin\ndelete from x;\nend $$ language plpgsql;",
                "-- contracts V013: 0.2 writes and reads queued.told alone\nalter table queued drop column behalf;"
            })
    void whatOnlyAddsIsNot(String sql) {
        assertThat(takenAway(sql)).isEmpty();
    }

    /// The statements that do, unless the file says of which step it is the end, and why nobody misses it.
    private static List<String> takenAway(String sql) {
        if (CONTRACTS.matcher(sql).find()) {
            return List.of();
        }
        String bare = COMMENT.matcher(sql).replaceAll("");
        bare = BODY.matcher(bare).replaceAll("");
        bare = TEXT.matcher(bare).replaceAll("''");
        return Stream.of(bare.split(";"))
                .map(it -> it.strip().replaceAll("\\s+", " "))
                .filter(it -> TAKES_AWAY.stream().anyMatch(rule -> rule.matcher(it).find()))
                .toList();
    }

    private static List<Path> files() throws IOException, URISyntaxException {
        Path folder =
                Path.of(Objects.requireNonNull(Schema.class.getResource("/db/migration")).toURI());
        try (Stream<Path> files = Files.list(folder)) {
            return files.sorted().toList();
        }
    }
}
