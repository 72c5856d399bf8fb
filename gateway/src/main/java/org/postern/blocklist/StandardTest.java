package org.postern.blocklist;

/// A test that is one of the [kinds][TestKind] that everybody can switch.
public interface StandardTest extends ClientTest {
    TestKind kind();

    @Override
    default String name() {
        return kind().key();
    }

    @Override
    default String purpose() {
        return kind().purpose();
    }
}
