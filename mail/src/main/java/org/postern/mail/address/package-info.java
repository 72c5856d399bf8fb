/// Addresses: text from a wire, a header or a settings file comes in, [Address] values go out. There is one parser, and
/// everything that needs an address uses it; a value that exists is well formed.
@NullMarked
package org.postern.mail.address;

import org.jspecify.annotations.NullMarked;
