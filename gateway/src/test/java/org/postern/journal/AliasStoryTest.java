package org.postern.journal;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.postern.journey.Dossier;
import org.postern.journey.DossierDraft;
import org.postern.journey.Envelope;
import org.postern.journey.Notices;
import org.postern.mail.address.Address;
import org.postern.mail.smtp.OriginalRecipient;
import org.postern.mail.smtp.RcptParameters;

/// A message that went to an alias is found and told by the name that its sender used.
class AliasStoryTest {
    @Test
    void promise10_anAliasIsToldAndFound() {
        Address ann = Samples.address("ann@example.org");
        Address ben = Samples.address("ben@example.org");
        var asSales =
                new RcptParameters(
                        Set.of(),
                        Optional.of(new OriginalRecipient("rfc822", "sales@example.net")));
        var notices = new Notices(Optional.empty(), "", Map.of(ann, asSales, ben, asSales));
        Dossier before = Samples.delivered();
        var dossier =
                DossierDraft.like(before)
                        .envelope(
                                new Envelope(
                                        before.envelope().sender(),
                                        List.of(ann, ben),
                                        false,
                                        false,
                                        notices))
                        .dossier();
        assertThat(Story.of(dossier.id(), new MessageLog.Known(Optional.of(dossier), List.of())))
                .contains("named as    sales@example.net: ann@example.org, ben@example.org");
        assertThat(Terms.of(dossier))
                .contains("t:sales@example.net", "t:example.net", "t:ann@example.org");
    }
}
