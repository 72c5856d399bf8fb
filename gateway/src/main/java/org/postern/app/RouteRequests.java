package org.postern.app;

import java.security.GeneralSecurityException;
import java.sql.SQLException;
import java.util.Map;
import java.util.Optional;
import org.postern.app.control.Handler;
import org.postern.app.control.Handler.Answers;
import org.postern.app.control.Refusal;
import org.postern.contents.MasterKeys;
import org.postern.directory.Destination;
import org.postern.directory.Login;
import tools.jackson.databind.JsonNode;

/// What the running gateway answers about the way out and about logins.
record RouteRequests(LiveSite site, MasterKeys keys) {

    Map<String, Handler> handlers() {
        return Map.of(
                "site.outbound.set", this::setOutbound,
                "site.outbound.remove", this::removeOutbound,
                "site.outbound.show", this::showOutbound,
                "site.login.add", this::addLogin,
                "site.login.remove", this::removeLogin,
                "site.login.list", this::listLogins);
    }

    private void setOutbound(JsonNode args, Answers answers) throws SQLException, Refusal {
        Destination to =
                SiteRequests.parse(
                        Requests.text(args, "nextHop"), it -> Destination.parse(it).checked());
        if (!(to instanceof Destination.Route route)) {
            throw new Refusal(Exit.USAGE, to + " is no way out");
        }
        SiteRequests.change(
                site,
                args,
                it -> it.withOutbound(Optional.of(route)),
                "mail of relay networks for all other domains goes to " + route,
                answers);
    }

    private void removeOutbound(JsonNode args, Answers answers) throws SQLException, Refusal {
        if (site.site().outbound().isEmpty()) {
            throw new Refusal(Exit.NO, "there is no way out");
        }
        SiteRequests.change(
                site,
                args,
                it -> it.withOutbound(Optional.empty()),
                "relay networks reach this site's domains only",
                answers);
    }

    private void showOutbound(JsonNode args, Answers answers) {
        site.site().outbound().ifPresent(it -> answers.add(Map.of("nextHop", it.toString())));
    }

    private void addLogin(JsonNode args, Answers answers) throws SQLException, Refusal {
        String name = Requests.text(args, "name");
        Login login = login(name, Requests.text(args, "user"), Requests.text(args, "secret"));
        SiteRequests.change(site, args, it -> it.with(login), "login " + login, answers);
    }

    private Login login(String name, String user, String secret) throws Refusal {
        try {
            return new Login(name, user, keys.seal(SiteLogins.purpose(name), secret));
        } catch (IllegalArgumentException e) {
            throw new Refusal(Exit.USAGE, String.valueOf(e.getMessage()));
        } catch (GeneralSecurityException e) {
            throw new Refusal(Exit.NO, "the secret cannot be encrypted: " + e.getMessage());
        }
    }

    private void removeLogin(JsonNode args, Answers answers) throws SQLException, Refusal {
        String name = Requests.text(args, "name");
        if (site.site().logins().stream().noneMatch(it -> it.name().equals(name))) {
            throw new Refusal(Exit.NO, "there is no login " + name);
        }
        SiteRequests.change(site, args, it -> it.withoutLoginOf(name), "no login " + name, answers);
    }

    private void listLogins(JsonNode args, Answers answers) {
        site.site()
                .logins()
                .forEach(it -> answers.add(Map.of("name", it.name(), "user", it.user())));
    }
}
