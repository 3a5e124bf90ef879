package org.chiptest.runtime.toolchain;

/** The compiler refused a source; the message holds its first errors. */
public final class CompileErrorException extends ToolchainException {

    private static final long serialVersionUID = 1;

    private final String diagnostics;
    private final String command;

    /** Create an exception for a source that was refused. */
    public CompileErrorException(String message, String diagnostics, String command) {
        super(message);
        this.diagnostics = diagnostics;
        this.command = command;
    }

    /** Return everything that the compiler wrote, with the paths as the user wrote them. */
    public String diagnostics() {
        return diagnostics;
    }

    /** Return a shell command that repeats the compilation. */
    public String command() {
        return command;
    }
}
