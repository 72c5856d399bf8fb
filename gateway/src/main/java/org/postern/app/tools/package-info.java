/// The client's side of a dialogue, for the verbs that try a server out: words of a person or a plan of load come in, mail
/// goes to a server, and its replies or figures come out. Nothing here touches the gateway's own data.
@NullMarked
package org.postern.app.tools;

import org.jspecify.annotations.NullMarked;
