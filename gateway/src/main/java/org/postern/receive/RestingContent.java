package org.postern.receive;

import java.nio.ByteBuffer;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jspecify.annotations.Nullable;
import org.postern.journey.Content;
import org.postern.journey.Sha256;

/// What all kinds of resting content have in common: the hash is computed when it is first asked for, and closing gives
/// the room back once.
abstract class RestingContent implements Content {
    private final long size;
    private final Runnable giveBack;
    private final AtomicBoolean closed = new AtomicBoolean();
    private volatile byte @Nullable [] sha256;

    RestingContent(long size, Runnable giveBack) {
        this.size = size;
        this.giveBack = giveBack;
    }

    /// All octets, in a buffer of its own position.
    abstract ByteBuffer view();

    abstract void forget();

    @Override
    public final long size() {
        return size;
    }

    @Override
    public final ByteBuffer octets() {
        if (closed.get()) {
            throw new IllegalStateException("content is closed");
        }
        return view();
    }

    @Override
    public final byte[] sha256() {
        byte[] known = sha256;
        if (known == null) {
            known = Sha256.of(octets());
            sha256 = known;
        }
        return known.clone();
    }

    @Override
    public final void close() {
        if (closed.compareAndSet(false, true)) {
            forget();
            giveBack.run();
        }
    }
}
