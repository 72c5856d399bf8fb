package org.postern.recipients;

import org.postern.settings.Secret;

/// A user and the secret that proves it to a directory.
public record Credential(String user, Secret secret) {}
