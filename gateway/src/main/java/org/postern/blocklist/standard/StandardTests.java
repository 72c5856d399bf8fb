package org.postern.blocklist.standard;

import java.util.ArrayList;
import java.util.List;
import java.util.function.Supplier;
import org.postern.blocklist.BlocklistSettings;
import org.postern.blocklist.StandardTest;
import org.postern.blocklist.TestKind;
import org.postern.blocklist.hello.HelloDynamic;
import org.postern.blocklist.hello.HelloLiteralMismatch;
import org.postern.blocklist.hello.HelloNotAName;
import org.postern.blocklist.hello.HelloOwnName;
import org.postern.blocklist.hello.HelloUnresolvable;
import org.postern.blocklist.hello.Ourselves;
import org.postern.blocklist.remote.AddressLists;
import org.postern.blocklist.remote.DomainLists;
import org.postern.blocklist.remote.RemoteLists;
import org.postern.blocklist.remote.RemoteSettings;
import org.postern.blocklist.reverse.DynamicNetworks;
import org.postern.blocklist.reverse.NamePatterns;
import org.postern.blocklist.reverse.Networks;
import org.postern.blocklist.reverse.ReverseNone;
import org.postern.blocklist.reverse.ReversePattern;
import org.postern.blocklist.reverse.ReverseUnconfirmed;

/// Tests of networks, HELO, names and lists of others. [BlocklistSettings#rules] makes rules of them, in the right order
/// whatever the order here.
public final class StandardTests {
    private StandardTests() {}

    /// @param patterns those that are in force now
    /// @param dynamic networks of dynamic addresses that are known now
    /// @param lists tried from when they are started; until then they are not asked
    public static List<StandardTest> of(
            BlocklistSettings settings,
            RemoteSettings remote,
            RemoteLists lists,
            Supplier<NamePatterns> patterns,
            Supplier<Networks> dynamic,
            Ourselves ourselves) {
        var tests = new ArrayList<StandardTest>();
        tests.add(new DynamicNetworks(dynamic));
        tests.add(new HelloNotAName());
        tests.add(new HelloOwnName(ourselves));
        tests.add(new HelloLiteralMismatch());
        tests.add(new HelloDynamic(patterns));
        tests.add(new HelloUnresolvable());
        tests.add(new ReverseNone());
        tests.add(new ReverseUnconfirmed());
        tests.add(ReversePattern.dynamic(patterns));
        tests.add(ReversePattern.generic(patterns));
        boolean allows = settings.choice(TestKind.REMOTE_ALLOW_LIST).allows();
        tests.add(AddressLists.allowing(lists, remote.allowLists(), allows));
        tests.add(AddressLists.blocking(lists, remote.lists(), remote.threshold()));
        tests.addAll(DomainLists.all(lists, remote.domainLists()));
        return tests;
    }
}
