package org.postern.acceptance;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.util.List;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.postern.acceptance.Checkout.Answer;

/// Machines whose own names mean nothing or lead elsewhere, without a network but loopback.
@Tag("slow")
class HostnameTest {
    private static final List<String> KINDS = List.of("--net", "--uts", "--mount");

    /// Its name is not known, no name is, not even localhost, and there is no IPv6.
    private static final Namespaces NAMELESS =
            new Namespaces(
                    KINDS,
                    """
                    ip link set lo up
                    hostname nobody-knows-me
                    mount --bind /dev/null /etc/hosts
                    echo 1 >/proc/sys/net/ipv6/conf/all/disable_ipv6\
                    """);

    /// All its names are those of another machine.
    private static final Namespaces LIED_TO =
            new Namespaces(
                    KINDS,
                    """
                    ip link set lo up
                    hostname somebody-else
                    hosts=$(mktemp)
                    chmod a+r "$hosts"
                    names='somebody-else localhost postern.localdomain'
                    printf '203.0.113.7 %s\\n2001:db8::7 %s\\n' "$names" "$names" >"$hosts"
                    mount --bind "$hosts" /etc/hosts
                    rm -f "$hosts"\
                    """);

    @Test
    void n2_noPartFindsAnotherByTheNameOfTheMachine() throws IOException, InterruptedException {
        try (var gateway = RunningGateway.open(NAMELESS, "edge.listen = \"*:0\"")) {
            assertThat(said(gateway, "uname", "-n")).isEqualTo("nobody-knows-me\n");
            assertThat(said(gateway, "cat", "/etc/hosts", "/proc/net/if_inet6")).isEmpty();
            takesMail(gateway, "ann@postern.example");
            gateway.stop();
            gateway.restart(LIED_TO);
            assertThat(said(gateway, "uname", "-n")).isEqualTo("somebody-else\n");
            assertThat(said(gateway, "cat", "/etc/hosts")).contains("203.0.113.7 somebody-else");
            takesMail(gateway, "ben@postern.example");
        }
    }

    private static void takesMail(RunningGateway gateway, String recipient)
            throws IOException, InterruptedException {
        Answer sent = gateway.verb("send", "--to", recipient);
        assertThat(sent.exit()).as(sent.err()).isZero();
        Answer found = gateway.verb("log", "--to", recipient);
        assertThat(found.out()).as(found.err()).contains(recipient);
        Answer doctor = gateway.verb("doctor");
        assertThat(doctor.exit()).as(doctor.out()).isZero();
    }

    private static String said(RunningGateway gateway, String... command)
            throws IOException, InterruptedException {
        return gateway.inside(List.of(command)).out();
    }
}
