package org.postern.bench.trap;

/// What is killed.
public enum Victim {
    JAVA,
    DATABASE,
    BOTH;

    public boolean takesJava() {
        return this != DATABASE;
    }

    public boolean takesDatabase() {
        return this != JAVA;
    }
}
