package org.postern.mail.address;

import com.code_intelligence.jazzer.junit.FuzzTest;
import java.nio.charset.StandardCharsets;
import org.postern.mail.address.AddressList.Problem;

/// Any octets, read as the body of an address field. Either there is something, or a problem says why not; every address
/// is canonical; a list without problems reads the same when it is written again.
class AddressListFuzz {
    @FuzzTest(maxDuration = "10m")
    void a8_everyAddressIsCanonicalAndNothingIsLostSilently(byte[] octets) {
        AddressList list =
                AddressParser.INTERNATIONAL.list(new String(octets, StandardCharsets.UTF_8));
        if (list.addresses().isEmpty() && list.groups().isEmpty() && list.problems().isEmpty()) {
            throw new AssertionError("nothing found and nothing said");
        }
        var again = new StringBuilder();
        for (NamedAddress named : list.addresses()) {
            String text = named.address().toString();
            if (!AddressParser.INTERNATIONAL.address(text).orThrow().equals(named.address())) {
                throw new AssertionError("not canonical: " + text);
            }
            again.append(again.isEmpty() ? "" : ", ").append('<').append(text).append('>');
        }
        AddressList second = AddressParser.INTERNATIONAL.list(again.toString());
        if (!addresses(second).equals(addresses(list))) {
            throw new AssertionError(list + " became " + second);
        }
        boolean sound = second.problems().isEmpty() || second.problems().contains(Problem.EMPTY);
        if (!sound && list.addresses().size() < ListReader.MAX_ADDRESSES) {
            throw new AssertionError("problems in a canonical list: " + second.problems());
        }
    }

    private static java.util.List<Address> addresses(AddressList list) {
        return list.addresses().stream().map(NamedAddress::address).toList();
    }
}
