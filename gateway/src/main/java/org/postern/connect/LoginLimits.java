package org.postern.connect;

import java.time.Duration;

/// How much guessing of passwords is borne.
///
/// @param failures wrong passwords of one login from one client before it is locked there
/// @param failuresPerClient wrong passwords of one client, for whatever logins, before it may try no more
/// @param failuresPerLogin wrong passwords of one login from everywhere before only clients that logged in as it before may try
/// @param lockout how long after the last wrong password a lock lasts
/// @param pause wait before the first wrong password is answered; each further one doubles it
/// @param longestPause where doubling ends
public record LoginLimits(
        int failures,
        int failuresPerClient,
        int failuresPerLogin,
        Duration lockout,
        Duration pause,
        Duration longestPause) {
    public LoginLimits {
        if (failures < 1 || failuresPerClient < 1 || failuresPerLogin < 1) {
            throw new IllegalArgumentException("the first wrong password must be allowed");
        }
    }
}
