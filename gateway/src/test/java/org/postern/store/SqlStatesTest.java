package org.postern.store;

import static org.assertj.core.api.Assertions.assertThat;

import java.sql.SQLException;
import java.sql.SQLTransientConnectionException;
import org.junit.jupiter.api.Test;

class SqlStatesTest {
    @Test
    void whatIsOfTheDataDoesNotPass() {
        for (String state : new String[] {"22021", "23505", "54000"}) {
            var trouble = new SQLException("trouble", state);
            assertThat(SqlStates.isOfTheData(trouble)).isTrue();
            assertThat(SqlStates.isPassing(trouble)).isFalse();
        }
    }

    /// The last one is that of a pool all of whose connections are in use.
    @Test
    void j8_whatPassesIsNotOfTheData() {
        for (SQLException trouble :
                new SQLException[] {
                    new SQLException("connection", "08006"),
                    new SQLException("stopping", "57P01"),
                    new SQLException("disk full", "53100"),
                    new SQLException("cannot execute INSERT in a read-only transaction", "25006"),
                    new SQLTransientConnectionException("timed out")
                }) {
            assertThat(SqlStates.isPassing(trouble)).isTrue();
            assertThat(SqlStates.isOfTheData(trouble)).isFalse();
        }
    }

    /// Such as a damaged page: it neither passes nor is it of what was to be written.
    @Test
    void otherTroubleIsNeither() {
        for (String state : new String[] {"XX001", "42501", "40P01", "25P02"}) {
            var trouble = new SQLException("trouble", state);
            assertThat(SqlStates.isPassing(trouble)).isFalse();
            assertThat(SqlStates.isOfTheData(trouble)).isFalse();
        }
        assertThat(SqlStates.isPassing(new SQLException("no state"))).isFalse();
    }
}
