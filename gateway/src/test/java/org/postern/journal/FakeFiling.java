package org.postern.journal;

import java.sql.SQLException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.postern.journey.MailId;

/// A database in memory that goes away, forgets to say that it committed, and refuses rows, on command.
final class FakeFiling implements Filing {
    private final Map<MailId, Event> rows = new LinkedHashMap<>();
    private final List<Integer> batches = new ArrayList<>();
    private Position position = Position.NONE;
    private boolean down;
    private boolean full;
    private int tries;
    private int doubtful;
    private String poison = "";

    synchronized void down(boolean is) {
        down = is;
        notifyAll();
    }

    /// Answers questions, but takes nothing.
    synchronized void full(boolean is) {
        full = is;
    }

    /// How often rows were brought.
    synchronized int tries() {
        return tries;
    }

    /// The next commits happen, but the connection is lost before the answer comes.
    synchronized void loseAnswers(int count) {
        doubtful = count;
    }

    /// Refuses rows whose JSON contains a text.
    synchronized void refuse(String text) {
        poison = text;
    }

    synchronized List<Event> rows() {
        return List.copyOf(rows.values());
    }

    synchronized List<Integer> batches() {
        return List.copyOf(batches);
    }

    @Override
    public synchronized Position position() throws SQLException {
        check();
        return position;
    }

    @Override
    public synchronized void file(List<Filed> batch, Position reached) throws SQLException {
        tries++;
        check();
        if (full) {
            throw new SQLException("no space left on device", "53100");
        }
        for (Filed filed : batch) {
            if (!poison.isEmpty() && filed.json().contains(poison)) {
                throw new SQLException("bad value", "22P05");
            }
        }
        batch.forEach(filed -> rows.putIfAbsent(filed.event().id(), filed.event()));
        batches.add(batch.size());
        position = reached;
        if (doubtful > 0) {
            doubtful--;
            throw new SQLException("connection lost", "08006");
        }
    }

    private void check() throws SQLException {
        if (down) {
            throw new SQLException("connection refused", "08001");
        }
    }
}
