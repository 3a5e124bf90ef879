package org.chiptest.runtime.internal.foreign;

import java.util.List;
import java.util.Map;
import java.util.function.Supplier;
import java.util.regex.Pattern;

import org.chiptest.runtime.device.DeviceException;
import org.chiptest.runtime.internal.linker.CppException;
import org.chiptest.runtime.internal.linker.ForeignLibrary;
import org.chiptest.runtime.internal.linker.ForeignType;
import org.chiptest.runtime.internal.linker.NativeLibraryException;

/**
 * One device context of a foreign library: every call with it, of which a code that is not 0 becomes an exception with what the library
 * has written since the call began.
 */
final class ForeignContext {

    private static final String WROTE = "; it wrote:";

    private final ForeignLibrary library;
    private final ProcessOutput output;
    private final List<Pattern> infrastructure;
    private final long address;

    private ForeignContext(ForeignLibrary library, ProcessOutput output, List<Pattern> infrastructure, long address) {
        this.library = library;
        this.output = output;
        this.infrastructure = List.copyOf(infrastructure);
        this.address = address;
    }

    /**
     * Create a context.
     *
     * @param infrastructure what lines say that tell of a machine which is too busy, not of a wrong callable
     * @throws DeviceException -1 if the library gives none
     */
    static ForeignContext create(ForeignLibrary library, ProcessOutput output, List<Pattern> infrastructure) {
        ForeignContext none = new ForeignContext(library, output, infrastructure, 0);
        long address = none.pointer(ForeignType.POINTER_OF_NOTHING, "create_device_context");
        return new ForeignContext(library, output, infrastructure, address);
    }

    /** Return what the library is called in messages. */
    String name() {
        return library.purpose();
    }

    /** Return the context as the library knows it. */
    long address() {
        return address;
    }

    /**
     * Call a function whose result is a code.
     *
     * @param variables what the C environment has during the call
     * @throws DeviceException with the code, if it is not 0
     */
    void call(ForeignType type, String function, Map<String, String> variables, long... arguments) {
        long mark = output.mark();
        int code = (int) named(function, mark, () -> library.call(type, function, variables, arguments));
        if (code != 0) {
            throw failure(code, function + " returned " + code, mark);
        }
    }

    /** Call a function whose result is a code. */
    void call(ForeignType type, String function, long... arguments) {
        call(type, function, Map.of(), arguments);
    }

    /** Call a function whose result is a number, or that has none. */
    long number(ForeignType type, String function, long... arguments) {
        long mark = output.mark();
        return named(function, mark, () -> library.call(type, function, arguments));
    }

    /**
     * Call a function whose result is a pointer.
     *
     * @throws DeviceException -1 if it is null
     */
    long pointer(ForeignType type, String function, long... arguments) {
        long mark = output.mark();
        long result = named(function, mark, () -> library.call(type, function, arguments));
        if (result == 0) {
            throw failure(DeviceException.FAILED, function + " returned NULL", mark);
        }
        return result;
    }

    private long named(String function, long mark, Supplier<Long> call) {
        try {
            return call.get();
        } catch (CppException e) {
            throw failure(DeviceException.FAILED,
                    function + " threw " + e.getMessage() + ", which a function of C must not", mark, e);
        } catch (NativeLibraryException e) {
            throw new DeviceException(String.valueOf(e.getMessage()), e);
        }
    }

    private DeviceException failure(int code, String found, long mark) {
        return new DeviceException(code, text(found, output.since(mark)));
    }

    private DeviceException failure(int code, String found, long mark, Throwable cause) {
        return new DeviceException(code, text(found, output.since(mark)), cause);
    }

    private String text(String found, List<String> lines) {
        String where = library.purpose() + ": " + found;
        if (lines.isEmpty()) {
            return where + "; it wrote nothing about it";
        }
        boolean busy = lines.stream()
                .anyMatch(line -> infrastructure.stream().anyMatch(pattern -> pattern.matcher(line).find()));
        return (busy ? "infra: " : "") + where + WROTE + "\n  " + String.join("\n  ", lines);
    }
}
