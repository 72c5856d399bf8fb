package org.postern.recipients;

import java.util.Optional;
import org.postern.directory.RecipientList;
import org.postern.directory.RecipientRules;
import org.postern.mail.address.Domain;

/// What the site says of its recipients. Thread-safe.
public interface Book {
    /// Who exists in a domain.
    RecipientRules recipients(Domain domain);

    /// The list of a domain; none where it is not ours, or could not be read yet.
    Optional<RecipientList> list(Domain domain);
}
