package org.postern.recipients;

import com.unboundid.ldap.listener.InMemoryDirectoryServer;
import com.unboundid.ldap.listener.InMemoryDirectoryServerConfig;
import com.unboundid.ldap.listener.InMemoryListenerConfig;
import com.unboundid.ldap.listener.interceptor.InMemoryInterceptedSimpleBindRequest;
import com.unboundid.ldap.listener.interceptor.InMemoryOperationInterceptor;
import com.unboundid.ldap.sdk.OperationType;
import com.unboundid.util.LDAPSDKException;
import java.util.List;
import java.util.function.Consumer;

/// A directory with Ann, a bot without an address, and twins of one name. All have the password `sesame street`; to search
/// one shows `secret` as [#READER].
public final class TestDirectory {
    public static final String READER = "cn=postern,dc=example";

    private TestDirectory() {}

    /// @param port 0 for any free one
    public static InMemoryDirectoryServer start(int port) throws LDAPSDKException {
        return start(InMemoryListenerConfig.createLDAPConfig("test", port), _ -> {});
    }

    /// @param binds hears the name of everybody who says one
    static InMemoryDirectoryServer start(InMemoryListenerConfig listener, Consumer<String> binds)
            throws LDAPSDKException {
        var config = new InMemoryDirectoryServerConfig("dc=example");
        config.addAdditionalBindCredentials(READER, "secret");
        config.setAuthenticationRequiredOperationTypes(OperationType.SEARCH);
        config.setSchema(null);
        config.setListenerConfigs(listener);
        config.addInMemoryOperationInterceptor(
                new InMemoryOperationInterceptor() {
                    @Override
                    public void processSimpleBindRequest(InMemoryInterceptedSimpleBindRequest it) {
                        binds.accept(it.getRequest().getBindDN());
                    }
                });
        var server = new InMemoryDirectoryServer(config);
        server.add("dn: dc=example", "objectClass: domain", "dc: example");
        server.add(
                "dn: cn=Ann,dc=example",
                "objectClass: person",
                "uid: ann",
                "mail: ann@own.example",
                "mail: no address",
                "proxyAddresses: SMTP:Ann.Lee@own.example",
                "proxyAddresses: smtp:a.lee@second.example",
                "proxyAddresses: x400:c=US",
                "userPassword: sesame street");
        server.add(
                "dn: cn=Bot,dc=example",
                "objectClass: person",
                "uid: bot",
                "userPassword: sesame street");
        for (String number : List.of("1", "2")) {
            server.add(
                    "dn: cn=Twin " + number + ",dc=example",
                    "objectClass: person",
                    "uid: twin",
                    "mail: twin" + number + "@own.example",
                    "userPassword: sesame street");
        }
        server.startListening();
        return server;
    }
}
