package org.postern.receive;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.time.Duration;
import java.util.Arrays;
import java.util.function.UnaryOperator;
import javax.net.ssl.SSLSession;
import javax.net.ssl.SSLSocket;
import org.jspecify.annotations.Nullable;
import org.postern.journey.Client;
import org.postern.mail.smtp.Reply;
import org.postern.mail.smtp.WireInput;

/// One connection with its time limits. Replies are gathered and written in one go before the next wait for the client.
/// Every wait is ended by [#watch], which another thread calls again and again. Otherwise for one thread.
///
/// Waits have no time limit of their own, because the JDK hands a timed wait of a virtual thread to a scheduling thread
/// and back: two switches of threads for each read, which made a message a quarter dearer. Only behind TLS they have,
/// since a connection whose reading was ended from outside cannot say a last word there.
final class Peer implements AutoCloseable {
    private static final int FIRST_OUT = 256;
    private static final int MOST_OUT = 16 * 1024;
    private static final long LATE_NANOS = Duration.ofSeconds(1).toNanos();

    /// How much later a reader that did not take notice is cut off.
    private static final long PATIENCE_NANOS = Duration.ofSeconds(10).toNanos();

    private static final Duration LINGER = Duration.ofSeconds(2);
    private static final int MOST_LINGER_READS = 256;

    private final Socket plain;
    private final EdgeSettings.Times times;
    private final UnaryOperator<Reply> tone;
    private volatile InetSocketAddress address;
    private final long sessionEnd;

    private Socket socket;
    private InputStream from;
    private OutputStream to;
    private WireInput input;
    private byte[] out = new byte[0];
    private int outLength;

    private @Nullable Transfer transfer;
    private long commandEnd;

    /// When the transaction has to be over, in nanoseconds; 0 where there is none.
    private long transactionEnd;

    /// When reading is ended from outside, in nanoseconds; 0 for never.
    private volatile long endReadingAt;

    /// When the connection is closed from outside, in nanoseconds; 0 for never.
    private volatile long closeAt;

    /// When a client that is dismissed is closed, in nanoseconds; 0 for never.
    private volatile long lastWordBy;

    private volatile boolean expired;
    private volatile boolean overdue;

    /// What is measured of a transfer.
    private static final class Transfer {
        private final long begun = System.nanoTime();
        private long octets;
    }

    Peer(Socket plain, EdgeSettings.Times times) throws IOException {
        this(plain, times, UnaryOperator.identity());
    }

    /// @param tone what becomes of every reply on its way out
    Peer(Socket plain, EdgeSettings.Times times, UnaryOperator<Reply> tone) throws IOException {
        this.plain = plain;
        this.times = times;
        this.tone = tone;
        this.address = (InetSocketAddress) plain.getRemoteSocketAddress();
        this.sessionEnd = System.nanoTime() + times.session().toNanos();
        this.socket = plain;
        this.from = plain.getInputStream();
        this.to = plain.getOutputStream();
        this.input = new WireInput(new Waiting());
    }

    InetSocketAddress address() {
        return address;
    }

    /// From here on the connection counts as that of a client elsewhere, for which the peer speaks.
    void speaksFor(InetSocketAddress client) {
        address = client;
    }

    WireInput input() {
        return input;
    }

    /// Whether the client spoke, or hung up, before it was greeted.
    boolean spokeEarly() throws IOException {
        if (times.greetPause().isZero()) {
            return from.available() > 0;
        }
        plain.setSoTimeout(millis(times.greetPause().toNanos()));
        try {
            // The octet is lost, and so is the connection.
            return from.read() >= 0;
        } catch (SocketTimeoutException _) {
            return false;
        } finally {
            plain.setSoTimeout(0);
        }
    }

    /// Gathers a reply; it is written before the next wait.
    void send(Reply reply) throws IOException {
        byte[] octets = tone.apply(reply).encode();
        if (outLength + octets.length > MOST_OUT) {
            flush();
        }
        int needed = outLength + octets.length;
        if (needed > out.length) {
            out = Arrays.copyOf(out, Math.max(Math.max(needed, FIRST_OUT), 2 * out.length));
        }
        System.arraycopy(octets, 0, out, outLength, octets.length);
        outLength = needed;
    }

    void flush() throws IOException {
        if (outLength == 0) {
            return;
        }
        int length = outLength;
        outLength = 0;
        closeAfter(times.write().toNanos());
        try {
            to.write(out, 0, length);
        } finally {
            closeAt = 0;
        }
        if (out.length > MOST_OUT / 4) {
            out = new byte[0];
        }
    }

    /// From now on the client has the time of one command.
    void awaitCommand() {
        commandEnd = System.nanoTime() + times.command().toNanos();
    }

    /// Says whether a transaction is open, which has a time limit of its own.
    void inTransaction(boolean open) {
        if (!open) {
            transactionEnd = 0;
        } else if (transactionEnd == 0) {
            transactionEnd = moment(times.transaction().toNanos());
        }
    }

    /// From now on content is read, with the time limits of content.
    void beginTransfer() {
        transfer = new Transfer();
    }

    void endTransfer() {
        transfer = null;
    }

    /// Begins TLS in the middle of a conversation. What was read in clear is forgotten.
    ///
    /// @throws IOException the handshake failed or took too long
    Client.Tls startTls(TlsMaterial tls) throws IOException {
        flush();
        return protect(tls.over(plain, new byte[0]));
    }

    /// Begins TLS before anything was said; what was read behind a proxy's header belongs to it.
    ///
    /// @throws IOException the handshake failed or took too long
    Client.Tls beginTls(TlsMaterial tls) throws IOException {
        return protect(tls.over(plain, input.takeBuffered()));
    }

    private Client.Tls protect(SSLSocket secured) throws IOException {
        long limit = times.handshake().toNanos();
        plain.setSoTimeout(millis(limit));
        closeAfter(limit);
        try {
            secured.startHandshake();
        } finally {
            closeAt = 0;
        }
        socket = secured;
        from = secured.getInputStream();
        to = secured.getOutputStream();
        input = new WireInput(new Waiting());
        SSLSession session = secured.getSession();
        return new Client.Tls(session.getProtocol(), session.getCipherSuite());
    }

    /// Whether the connection was closed from outside because a wait took too long.
    boolean isOverdue() {
        return overdue;
    }

    /// Ends the wait of the connection if it took too long. Called by another thread.
    void watch(long now) {
        if (isPast(endReadingAt, now)) {
            expired = true;
            endReading();
        }
        if (isPast(closeAt, now) || isPast(lastWordBy, now)) {
            overdue = true;
            reset();
        }
    }

    private static boolean isPast(long moment, long now) {
        return moment != 0 && now - moment > 0;
    }

    /// Cuts the connection without regard to octets on their way. May be called by another thread.
    void reset() {
        try {
            plain.setSoLinger(true, 0);
        } catch (IOException _) {
            // Closed already.
        }
        closePlain();
    }

    /// Ends all reading; what was written still goes out. May be called by another thread.
    void endReading() {
        try {
            plain.shutdownInput();
        } catch (IOException _) {
            // Closed already.
        }
    }

    /// Says a last word and closes, while nothing is gathered. May be called by another thread while this connection
    /// waits for a command, so it touches nothing of what the waiting thread changes.
    void dismiss(Reply last) {
        try {
            lastWordBy = moment(times.write().toNanos());
            to.write(tone.apply(last).encode());
            lastWordBy = moment(LINGER.toNanos());
            endOutput();
            readAway();
        } catch (IOException _) {
            // The client is gone before it was dismissed.
        } finally {
            closePlain();
            lastWordBy = 0;
        }
    }

    /// Says a last word and closes.
    void farewell(Reply last) {
        try {
            send(last);
            closeSoftly();
        } catch (IOException _) {
            closePlain();
        }
    }

    /// Closes such that the client can read the last reply: octets that it still sends are read and thrown away, since a
    /// connection that is closed over unread octets is reset, and a reset may overtake the reply.
    void closeSoftly() throws IOException {
        try {
            flush();
            closeAfter(LINGER.toNanos());
            endOutput();
            readAway();
        } finally {
            closeAt = 0;
            closePlain();
        }
    }

    private void endOutput() throws IOException {
        socket.shutdownOutput();
        if (socket instanceof SSLSocket) {
            plain.shutdownOutput();
        }
    }

    private void readAway() throws IOException {
        var nowhere = new byte[4096];
        InputStream rest = plain.getInputStream();
        long end = System.nanoTime() + LINGER.toNanos();
        for (int i = 0; i < MOST_LINGER_READS; i++) {
            long left = end - System.nanoTime();
            if (left <= 0) {
                return;
            }
            plain.setSoTimeout(millis(left));
            if (rest.read(nowhere) < 0) {
                return;
            }
        }
    }

    /// Writes what is gathered and closes; for clients that have said goodbye.
    void closeNow() throws IOException {
        flush();
        closeAfter(LINGER.toNanos());
        try {
            socket.close();
        } finally {
            closeAt = 0;
        }
    }

    @Override
    public void close() {
        closePlain();
    }

    private void closePlain() {
        try {
            plain.close();
        } catch (IOException _) {
            // Nothing can be done about it, and nothing depends on it.
        }
    }

    private void closeAfter(long nanos) {
        closeAt = moment(nanos);
    }

    /// A moment to come, never 0.
    private static long moment(long nanos) {
        long at = System.nanoTime() + nanos;
        return at == 0 ? 1 : at;
    }

    private int read(byte[] into, int offset, int length) throws IOException {
        flush();
        long now = System.nanoTime();
        Transfer current = transfer;
        long left = timeLeft(now, current == null ? commandEnd : now + times.data().toNanos());
        if (left <= 0 || expired) {
            throw new SocketTimeoutException("no time left");
        }
        int count =
                socket instanceof SSLSocket
                        ? readTimed(into, offset, length, left)
                        : readWatched(into, offset, length, left);
        if (current != null && count > 0) {
            measure(current, count);
        }
        return count;
    }

    private long timeLeft(long now, long end) {
        long left = Math.min(end - now, sessionEnd - now);
        return transactionEnd == 0 ? left : Math.min(left, transactionEnd - now);
    }

    private int readWatched(byte[] into, int offset, int length, long left) throws IOException {
        endReadingAt = moment(left);
        closeAfter(left + PATIENCE_NANOS);
        int count;
        try {
            count = from.read(into, offset, length);
        } finally {
            endReadingAt = 0;
            closeAt = 0;
        }
        if (count < 0 && expired) {
            throw new SocketTimeoutException("the wait was ended");
        }
        return count;
    }

    /// A client that feeds TLS octet by octet begins the time anew with each; that is ended from outside.
    private int readTimed(byte[] into, int offset, int length, long left) throws IOException {
        plain.setSoTimeout(millis(left));
        closeAfter(left + LATE_NANOS);
        try {
            return from.read(into, offset, length);
        } finally {
            closeAt = 0;
        }
    }

    private void measure(Transfer current, int count) throws TooSlow {
        current.octets += count;
        long measured = System.nanoTime() - current.begun - times.grace().toNanos();
        if (measured > 0 && current.octets < times.slowest().octets() * (measured / 1e9)) {
            throw new TooSlow();
        }
    }

    /// A time limit of 0 would be none.
    private static int millis(long nanos) {
        return Math.clamp(nanos / 1_000_000, 1, Integer.MAX_VALUE);
    }

    /// The octets of the client; asking for them is what sends the replies off.
    private final class Waiting extends InputStream {
        private final byte[] one = new byte[1];

        @Override
        public int read() throws IOException {
            return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
        }

        @Override
        public int read(byte[] into, int offset, int length) throws IOException {
            return Peer.this.read(into, offset, length);
        }

        @Override
        public int available() throws IOException {
            return from.available();
        }
    }
}
