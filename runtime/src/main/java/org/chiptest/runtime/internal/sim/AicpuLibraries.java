package org.chiptest.runtime.internal.sim;

import java.util.HashMap;
import java.util.List;
import java.util.Map;

import org.chiptest.runtime.device.Counters;
import org.chiptest.runtime.device.DeviceException;
import org.chiptest.runtime.internal.callable.EntrySymbol;
import org.chiptest.runtime.internal.linker.LibraryLoader.Binding;
import org.chiptest.runtime.internal.linker.NativeLibrary;
import org.chiptest.runtime.internal.trb.TrbOrchestration;

/**
 * The orchestration libraries that the AICPU side has open, one for each callable id that has run ({@code docs/contract/devices.md#counters} and
 * {@code docs/contract/devices.md#orchestrations-on-the-aicpu}): the first run of an id opens its library, later runs reuse it, unregistering closes
 * it.
 */
final class AicpuLibraries implements AutoCloseable {

    private static final String SITE = "framework_scope_site";

    private final UserLibraries opener;
    private final Counters counters;
    private final Map<Integer, Opened> opened = new HashMap<>();

    private record Opened(NativeLibrary library, TrbOrchestration orchestration) {}

    AicpuLibraries(UserLibraries opener, Counters counters) {
        this.opener = opener;
        this.counters = counters;
    }

    /** Return the orchestration of a callable id, opening its library at the id's first run. */
    TrbOrchestration orchestration(int cid, OrchestrationPool.Image image, String functionName, String configName) {
        Opened known = opened.get(cid);
        if (known == null) {
            known = open(cid, image, functionName, configName);
            opened.put(cid, known);
        }
        return known.orchestration;
    }

    /** Name the library of a callable id, for error texts. */
    static String purpose(int cid) {
        return "orchestration of callable id " + cid;
    }

    /** Return the symbol of an entry for which its callable has this name, which may be empty. */
    static String entryOf(String functionName) {
        return orDefault(functionName, EntrySymbol.ORCHESTRATION);
    }

    /** Close the library of a callable id, if it is open. */
    void close(int cid) {
        Opened known = opened.remove(cid);
        if (known != null) {
            close(known.library);
        }
    }

    @Override
    public void close() {
        opened.values().forEach(known -> close(known.library));
        opened.clear();
    }

    private Opened open(int cid, OrchestrationPool.Image image, String functionName, String configName) {
        String purpose = purpose(cid);
        NativeLibrary library;
        try {
            library = opener.open(image.bytes(), purpose, Binding.LAZY);
        } catch (DeviceException e) {
            counters.aicpuOpenFailed();
            throw e;
        }
        counters.aicpuOpened();
        counters.liveLibraries(1);
        try {
            return new Opened(library,
                    new TrbOrchestration(
                            UserLibraries.require(library, entryOf(functionName)),
                            library.findSymbol(orDefault(configName, EntrySymbol.CONFIGURATION)).orElse(0),
                            library.findSymbol(EntrySymbol.BIND).orElse(0), library.findSymbol(SITE).orElse(0)));
        } catch (DeviceException e) {
            close(library);
            throw e;
        }
    }

    private void close(NativeLibrary library) {
        opener.close(List.of(library), () -> counters.liveLibraries(-1));
    }

    private static String orDefault(String name, String defaultName) {
        return name.isEmpty() ? defaultName : name;
    }
}
