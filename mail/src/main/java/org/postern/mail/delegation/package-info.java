/// What mail servers ask of a service beside them, and what they are told: Postfix by its SMTP access policy delegation
/// protocol, Sendmail by its socket map. Octets come in and questions go out, answers come in and octets go out. Everything
/// has a limit before it is kept, the two protocols are told apart by the first octet of a connection, and nothing here opens
/// a socket.
@NullMarked
package org.postern.mail.delegation;

import org.jspecify.annotations.NullMarked;
