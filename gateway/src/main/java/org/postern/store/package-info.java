/// The database: a data directory or a URL comes in, a PostgreSQL that runs, holds our schema and grants each role its
/// few rights goes out, behind pools that never wait for long. Everything listens on loopback only and asks every
/// client for a SCRAM password; secrets live in files of mode 0600 and nowhere else.
@NullMarked
package org.postern.store;

import org.jspecify.annotations.NullMarked;
