package org.postern.mail.smtp;

import com.code_intelligence.jazzer.junit.FuzzTest;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import org.postern.mail.address.AddressParser;
import org.postern.mail.address.Domain;
import org.postern.mail.address.Parsed;

/// Any octets as what a proxy says. An address that comes out is one, and however the octets arrive, the same comes out.
class ProxyFuzz {
    @FuzzTest(maxDuration = "10m")
    void a19_addressesAreAddresses(byte[] octets) throws IOException {
        ProxyHeader whole = ProxyReader.read(new WireInput(new ByteArrayInputStream(octets)));
        ProxyHeader cut =
                ProxyReader.read(
                        new WireInput(Segments.splitAt(octets, Math.min(octets.length, 13))));
        if (!whole.equals(cut)) {
            throw new AssertionError(whole + " and " + cut);
        }
        if (whole instanceof ProxyHeader.Told(String address, int port)) {
            boolean version6 = address.indexOf(':') >= 0;
            String literal = (version6 ? "[IPv6:" : "[") + address + "]";
            if (!(AddressParser.ASCII.domain(literal) instanceof Parsed.Value<Domain>(var domain))
                    || !domain.text().equals(literal)
                    || port < 0
                    || port > 65_535) {
                throw new AssertionError("not an address: " + whole);
            }
        }
    }
}
