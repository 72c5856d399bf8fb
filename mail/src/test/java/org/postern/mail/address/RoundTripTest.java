package org.postern.mail.address;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Random;
import org.junit.jupiter.api.Test;

/// What was printed is read as what was printed, by every entrance of the parser.
class RoundTripTest {
    @Test
    void a8_everyEntranceReadsThePrintedForm() {
        var random = new Random(8);
        for (int i = 0; i < 20_000; i++) {
            Address address = Addresses.any(random);
            String text = address.toString();
            assertThat(AddressParser.ASCII.address(text).orThrow()).isEqualTo(address);
            assertThat(AddressParser.INTERNATIONAL.address(text).orThrow()).isEqualTo(address);
            assertThat(
                            AddressParser.ASCII
                                    .forwardPathAt("<" + text + ">", 0, address.domain())
                                    .orThrow())
                    .isEqualTo(new AddressParser.Prefix<>(address, text.length() + 2));
            assertThat(AddressParser.ASCII.reversePath("<" + text + ">").orThrow())
                    .isEqualTo(new ReversePath.Mailbox(address));
            AddressList list = AddressParser.ASCII.single("\"x\" <" + text + ">");
            assertThat(list.problems()).isEmpty();
            assertThat(list.addresses()).containsExactly(new NamedAddress("x", address));
        }
    }
}
