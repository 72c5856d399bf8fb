package org.postern.doctor;

import java.util.List;

/// Compares one thing that is with what it should be.
@FunctionalInterface
public interface Check {

    /// At least one diagnosis, also where all is well.
    List<Diagnosis> examine();
}
