package org.postern.listen;

import java.nio.file.attribute.PosixFilePermission;
import java.util.EnumSet;
import java.util.Set;

/// Who may use a socket of this machine.
///
/// @param group empty for that of the gateway
public record SocketFile(Mode mode, String group) {

    /// The rights of a file, written as `0660`.
    public record Mode(int bits) {
        public static Mode parse(String text) {
            if (!text.matches("0?[0-7]{3}")) {
                throw new IllegalArgumentException("write a mode such as 0660");
            }
            return new Mode(Integer.parseInt(text, 8));
        }

        Set<PosixFilePermission> permissions() {
            var all = PosixFilePermission.values();
            Set<PosixFilePermission> granted = EnumSet.noneOf(PosixFilePermission.class);
            for (int i = 0; i < all.length; i++) {
                // They are declared in the order of the bits, that of the owner's reading first.
                if ((bits & 0400 >> i) != 0) {
                    granted.add(all[i]);
                }
            }
            return granted;
        }

        @Override
        public String toString() {
            return "0%03o".formatted(bits);
        }
    }
}
