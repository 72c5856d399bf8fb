package org.postern.app;

import java.util.Optional;
import org.postern.directory.Directory;
import org.postern.directory.RecipientList;
import org.postern.directory.RecipientRules;
import org.postern.mail.address.Domain;
import org.postern.recipients.Book;

/// What the site settings in force say of recipients.
record SiteBook(Directory directory) implements Book {
    @Override
    public RecipientRules recipients(Domain domain) {
        return directory.recipients(domain);
    }

    @Override
    public Optional<RecipientList> list(Domain domain) {
        return directory.list(domain);
    }
}
