/// Lists of others, asked by DNS: of addresses that send spam, of such as are vouched for, and of domains. A client comes in,
/// which lists have it goes out, by the codes that count. A list is believed only while it answers its own test entries as it
/// should, and an answer that is no listing never counts as one.
@NullMarked
package org.postern.blocklist.remote;

import org.jspecify.annotations.NullMarked;
