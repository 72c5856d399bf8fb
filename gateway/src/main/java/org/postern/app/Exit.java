package org.postern.app;

/// What a verb tells the script that called it.
public final class Exit {
    /// Done, and nothing is wrong.
    public static final int OK = 0;

    /// The answer is "no": a problem was found, or nothing was found.
    public static final int NO = 1;

    /// The command line or the settings are wrong; nothing was done.
    public static final int USAGE = 2;

    /// The running gateway, or the server that was named, cannot be reached.
    public static final int UNREACHABLE = 3;

    /// A bug in Postern (`EX_SOFTWARE`).
    public static final int BUG = 70;

    static final String[] HELP = {
        "0:done",
        "1:a problem was found, or nothing was found",
        "2:wrong command line or settings; nothing was done",
        "3:the gateway is not running, or the server cannot be reached",
        "70:a bug in Postern"
    };

    private Exit() {}
}
