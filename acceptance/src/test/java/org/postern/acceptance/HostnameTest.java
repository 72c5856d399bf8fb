package org.postern.acceptance;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.util.List;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.postern.acceptance.Checkout.Answer;

/// A machine whose own name means nothing, without a network but loopback.
@Tag("slow")
class HostnameTest {
    private static final Namespaces ALONE =
            new Namespaces(
                    List.of("--net", "--uts"), "ip link set lo up\nhostname nobody-knows-me");

    @Test
    void n2_noPartFindsAnotherByTheNameOfTheMachine() throws IOException, InterruptedException {
        try (var gateway = RunningGateway.open(ALONE)) {
            assertThat(gateway.inside(List.of("uname", "-n")).out()).isEqualTo("nobody-knows-me\n");
            Answer sent = gateway.verb("send", "--to", "ann@postern.example");
            assertThat(sent.exit()).as(sent.err()).isZero();
            Answer found = gateway.verb("log", "--to", "ann@postern.example");
            assertThat(found.out()).as(found.err()).contains("ann@postern.example");
            Answer doctor = gateway.verb("doctor");
            assertThat(doctor.exit()).as(doctor.out()).isZero();
        }
    }
}
