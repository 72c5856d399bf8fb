package org.postern.app;

import java.security.GeneralSecurityException;
import org.postern.contents.MasterKeys;
import org.postern.milter.Seals;

/// Seals what goes back to a mail server that asks by milter, with the keys that all nodes of a site share.
///
/// @param keys of the site
record MarkSeals(MasterKeys keys) implements Seals {
    private static final String PURPOSE = "passed by milter";

    @Override
    public String seal(byte[] octets) {
        try {
            return keys.sign(PURPOSE, octets);
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("every Java can do this", e);
        }
    }

    @Override
    public boolean fits(String seal, byte[] octets) {
        try {
            return keys.hasSigned(PURPOSE, octets, seal);
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("every Java can do this", e);
        }
    }
}
