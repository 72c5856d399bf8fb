package org.postern.acceptance;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.postern.acceptance.Checkout.Answer;

/// A machine whose own name means nothing, without a network but loopback.
@Tag("slow")
class HostnameTest {
    @Test
    void n2_noPartFindsAnotherByTheNameOfTheMachine() throws IOException, InterruptedException {
        String alone =
                "ip link set lo up; echo nobody-knows-me > /proc/sys/kernel/hostname; exec \"$@\"";
        var prefix = List.of("unshare", "--net", "--uts", "sh", "-c", alone, "sh");
        try (var gateway = RunningGateway.open(prefix)) {
            var inside =
                    List.of(
                            "nsenter",
                            "--net",
                            "--uts",
                            "--target",
                            Long.toString(gateway.pid()),
                            Checkout.HOME.resolve("postern").toString());
            Map<String, String> data = Map.of("POSTERN_DATA", gateway.data().toString());
            Answer sent = Checkout.run(data, with(inside, "send", "--to", "ann@postern.example"));
            assertThat(sent.exit()).as(sent.err()).isZero();
            Answer found = Checkout.run(data, with(inside, "log", "--to", "ann@postern.example"));
            assertThat(found.out()).as(found.err()).contains("ann@postern.example");
            Answer doctor = Checkout.run(data, with(inside, "doctor"));
            assertThat(doctor.exit()).as(doctor.out()).isZero();
        }
    }

    private static List<String> with(List<String> prefix, String... args) {
        var command = new ArrayList<>(prefix);
        command.addAll(List.of(args));
        return command;
    }
}
