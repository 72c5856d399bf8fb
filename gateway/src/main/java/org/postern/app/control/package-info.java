/// How verbs of the command line talk to the running gateway: a request comes in over a socket that only the gateway's own
/// user can open, answers go out as lines of JSON. Nothing here listens on a network.
@NullMarked
package org.postern.app.control;

import org.jspecify.annotations.NullMarked;
