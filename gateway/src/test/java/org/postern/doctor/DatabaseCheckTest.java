package org.postern.doctor;

import static org.assertj.core.api.Assertions.assertThat;

import java.sql.Connection;
import java.sql.SQLException;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.postern.doctor.Diagnosis.Level;
import org.postern.store.TestDatabase;

/// Logins of a real database that are not as they should be. What breaks them is never committed.
@Tag("slow")
@Timeout(120)
class DatabaseCheckTest {
    @Test
    void m1_loginsAsTheyAreMadeAreGood() {
        assertThat(after("select 1")).extracting(Diagnosis::level).containsOnly(Level.GOOD);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "alter role postern_mail createrole",
                "alter role postern_mail createdb",
                "alter role postern_mail superuser",
                "grant pg_read_server_files to postern_mail",
                "grant pg_execute_server_program to postern_mail"
            })
    void m1_aLoginThatMayTooMuchIsFound(String damage) {
        assertThat(after(damage))
                .filteredOn(it -> it.level() == Level.PROBLEM)
                .singleElement()
                .satisfies(it -> {
                    assertThat(it.seen())
                            .isEqualTo("postern_mail may do more than a service needs");
                    assertThat(it.advice()).startsWith("alter role postern_mail nosuperuser");
                });
    }

    @Test
    void m1_aLoginThatIsMissingIsFound() {
        assertThat(after("alter role postern_jobs rename to somebody_else"))
                .filteredOn(it -> it.level() == Level.PROBLEM)
                .singleElement()
                .satisfies(it -> assertThat(it.seen()).isEqualTo("a service login is missing"));
    }

    /// What the check sees in a transaction that did the damage, and ends with it.
    private static List<Diagnosis> after(String damage) {
        return new DatabaseCheck(
                        Optional.empty(),
                        () -> {
                            Connection owner = TestDatabase.admin();
                            try {
                                owner.setAutoCommit(false);
                                try (var statement = owner.createStatement()) {
                                    statement.execute(damage);
                                }
                                return owner;
                            } catch (SQLException e) {
                                owner.close();
                                throw e;
                            }
                        })
                .examine();
    }
}
