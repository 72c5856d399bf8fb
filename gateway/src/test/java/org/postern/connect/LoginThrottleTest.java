package org.postern.connect;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.InetAddress;
import java.time.Duration;
import java.util.Locale;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class LoginThrottleTest {
    private static final LoginLimits LIMITS =
            new LoginLimits(
                    3, 5, 20, Duration.ofMinutes(15), Duration.ofSeconds(1), Duration.ofSeconds(8));
    private static final long MINUTE = Duration.ofMinutes(1).toNanos();

    private final LoginThrottle throttle = new LoginThrottle(LIMITS, 0);
    private final InetAddress guesser = InetAddress.ofLiteral("192.0.2.1");
    private final InetAddress owner = InetAddress.ofLiteral("192.0.2.2");

    @Test
    void a16_eachWrongPasswordIsAnsweredLater() {
        var pauses =
                IntStream.range(0, 6)
                        .mapToObj(i -> throttle.failed(guesser, "ann" + i, 0).toSeconds())
                        .toList();
        assertThat(pauses).containsExactly(1L, 2L, 4L, 8L, 8L, 8L);
        assertThat(throttle.failed(owner, "ann", 0)).isEqualTo(Duration.ofSeconds(1));
    }

    @Test
    void a16_aLoginIsLockedForTheGuesserOnly() {
        for (int i = 0; i < 3; i++) {
            assertThat(throttle.isLocked(guesser, "ann", 0)).isFalse();
            throttle.failed(guesser, "ann", 0);
        }
        assertThat(throttle.isLocked(guesser, "ann", 0)).isTrue();
        assertThat(throttle.isLocked(guesser, "ben", 0)).isFalse();
        assertThat(throttle.isLocked(guesser, "", 0)).isFalse();
        assertThat(throttle.isLocked(owner, "ann", 0)).isFalse();
    }

    @Test
    void a16_aClientThatGuessesManyLoginsIsLockedForAll() {
        for (int i = 0; i < 5; i++) {
            assertThat(throttle.isLocked(guesser, "", 0)).isFalse();
            throttle.failed(guesser, "login" + i, 0);
            throttle.succeeded(guesser, "login" + i, 0);
        }
        assertThat(throttle.isLocked(guesser, "", 0)).isTrue();
        assertThat(throttle.isLocked(guesser, "ann", 0)).isTrue();
    }

    @Test
    void a16_longNamesAreToldApart() {
        String name = "x".repeat(255);
        for (int i = 0; i < 3; i++) {
            throttle.failed(guesser, name, 0);
        }
        assertThat(throttle.isLocked(guesser, name.toUpperCase(Locale.ROOT), 0)).isTrue();
        assertThat(throttle.isLocked(guesser, name + "x", 0)).isFalse();
        assertThat(throttle.isLocked(guesser, "x", 0)).isFalse();
    }

    @Test
    void a16_aNameOfBlanksCountsOnce() {
        for (int i = 0; i < 4; i++) {
            throttle.failed(guesser, " ", 0);
        }
        assertThat(throttle.isLocked(guesser, "", 0)).isFalse();
        assertThat(throttle.isLocked(guesser, " ", 0)).isFalse();
    }

    @Test
    void a16_aLockEndsAfterItsTime() {
        for (int i = 0; i < 3; i++) {
            throttle.failed(guesser, "ann", 0);
        }
        assertThat(throttle.isLocked(guesser, "ann", 14 * MINUTE)).isTrue();
        assertThat(throttle.isLocked(guesser, "ann", 16 * MINUTE)).isFalse();
        assertThat(throttle.failed(guesser, "ann", 16 * MINUTE)).isEqualTo(Duration.ofSeconds(1));
    }

    @Test
    void a16_aNetworkOfIpv6IsOneClient() {
        for (int i = 1; i <= 3; i++) {
            throttle.failed(InetAddress.ofLiteral("2001:db8::" + i), "ann", 0);
        }
        assertThat(throttle.isLocked(InetAddress.ofLiteral("2001:db8::ffff"), "ann", 0)).isTrue();
        assertThat(throttle.isLocked(InetAddress.ofLiteral("2001:db8:0:1::1"), "ann", 0)).isFalse();
    }

    @Test
    void theRightPasswordForgivesItsOwnMistakes() {
        throttle.failed(guesser, "ann", 0);
        throttle.failed(guesser, "ann", 0);
        throttle.succeeded(guesser, "ann", 0);
        throttle.failed(guesser, "ann", 0);
        throttle.failed(guesser, "ann", 0);
        assertThat(throttle.isLocked(guesser, "ann", 0)).isFalse();
    }

    @Test
    void a16_guessersFromEverywhereAllWaitLongest() {
        for (int i = 0; i < 600; i++) {
            throttle.failed(client(i), "ann", 0);
        }
        assertThat(throttle.failed(client(9999), "ann", 0)).isEqualTo(Duration.ofSeconds(8));
    }

    @Test
    void a16_aLoginGuessedAtFromEverywhereIsOpenOnlyFromWhereItUsuallyComes() {
        throttle.succeeded(owner, "ann", 0);
        for (int i = 0; i < 20; i++) {
            assertThat(throttle.isLocked(client(i), "ann", MINUTE)).isFalse();
            throttle.failed(client(i), "ann", MINUTE);
        }
        assertThat(throttle.isLocked(client(9999), "ann", MINUTE)).isTrue();
        assertThat(throttle.isLocked(client(9999), "ben", MINUTE)).isFalse();
        assertThat(throttle.isLocked(owner, "ann", MINUTE)).isFalse();
        assertThat(throttle.isLocked(client(9999), "ann", 17 * MINUTE)).isFalse();
        long nextYear = Duration.ofDays(366).toNanos();
        for (int i = 0; i < 20; i++) {
            throttle.failed(client(i), "ann", nextYear);
        }
        assertThat(throttle.isLocked(owner, "ann", nextYear)).isTrue();
    }

    /// Directories find a person whatever the letters and blanks are.
    @Test
    void a16_anotherWayToWriteALoginIsTheSameLogin() {
        for (String written : new String[] {"Ann Bee", "ann  bee ", " ANN BEE"}) {
            throttle.failed(guesser, written, 0);
        }
        assertThat(throttle.isLocked(guesser, "ann bee", 0)).isTrue();
    }

    private static InetAddress client(int number) {
        return InetAddress.ofLiteral("10.0." + number / 250 + "." + number % 250);
    }
}
