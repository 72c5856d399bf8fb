package org.postern.bench.trap;

/// Where in the code something happens, by the names that are in the class files. A name that is not there any more makes
/// a point that is never reached, and that fails the measurement.
///
/// @param type the class, as [Class#getName()] says it
/// @param method its name; one that ends in `$` is that of a lambda without its number
/// @param call the method that is called there, where it is about a call
record Place(String type, String method, Where where, String call) {

    enum Where {
        ENTRY,
        EXIT,
        BEFORE,
        AFTER
    }

    static Place entry(String type, String method) {
        return new Place(type, method, Where.ENTRY, "");
    }

    static Place exit(String type, String method) {
        return new Place(type, method, Where.EXIT, "");
    }

    static Place before(String type, String method, String call) {
        return new Place(type, method, Where.BEFORE, call);
    }

    static Place after(String type, String method, String call) {
        return new Place(type, method, Where.AFTER, call);
    }

    boolean is(String methodName) {
        return method.endsWith("$") ? methodName.startsWith(method) : methodName.equals(method);
    }

    /// Where the file of the class is below the root of its jar.
    String path() {
        return type.replace('.', '/') + ".class";
    }
}
