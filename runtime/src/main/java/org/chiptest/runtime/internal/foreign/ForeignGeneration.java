package org.chiptest.runtime.internal.foreign;

import java.lang.foreign.MemorySegment;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;

import org.chiptest.runtime.args.Diagnostics;
import org.chiptest.runtime.args.DumpSelection;
import org.chiptest.runtime.callable.ChipCallable;
import org.chiptest.runtime.device.DeviceException;
import org.chiptest.runtime.internal.elf.ElfFormatException;
import org.chiptest.runtime.internal.elf.ElfMachine;
import org.chiptest.runtime.internal.elf.ElfSymbols;
import org.chiptest.runtime.internal.elf.SharedObject;
import org.chiptest.runtime.internal.settings.HostEnvironment;

/**
 * The generations of the C interface. Which one a library has is told by its symbols, before it is opened.
 *
 * <p>Between the two lie many stages, with names of one and structures of neither; they are refused.
 */
public enum ForeignGeneration {

    /** Prepared callables by {@code prepare_callable} and {@code run_prepared}. */
    FIRST("generation 1"),

    /** Runs in phases, a log that is bound, a contract that is asked for. */
    SECOND("generation 2");

    /** What an orchestration exports that was built for the second generation, and none of the first. */
    static final String BINDS_LOG = "simpler_host_log_bind_state";

    private static final List<String> OWN_OF_FIRST = List.of("prepare_callable", "run_prepared",
            "unregister_callable");

    private static final List<String> OWN_OF_SECOND = List.of("simpler_host_log_bind_state", "get_pipeline_contract",
            "simpler_register_callable",
            "simpler_unregister_callable", "simpler_run", "simpler_prepare_run", "simpler_launch_run",
            "simpler_poll_run", "simpler_wait_run", "simpler_finalize_run", "get_runtime_alignment",
            "committed_device_memory_ctx", "supports_concurrent_native_prepare_ctx", "get_run_stream_set_create_count",
            "get_arena_bank_gm_heap_base_ctx", "get_retained_temp_addr_ctx", "simpler_provision_dma_workspace",
            "comm_derive_context", "comm_alloc_domain_windows", "comm_release_domain_windows",
            "comm_global_domain_prepare", "comm_global_domain_import", "comm_global_domain_release");

    private static final List<String> COMMON = List.of("create_device_context", "destroy_device_context",
            "get_runtime_size", "simpler_init", "device_malloc_ctx", "device_free_ctx", "copy_to_device_ctx",
            "copy_from_device_ctx", "get_aicpu_dlopen_count", "get_host_dlopen_count", "finalize_device",
            "ensure_acl_ready_ctx", "create_comm_stream_ctx", "destroy_comm_stream_ctx", "comm_init",
            "comm_alloc_windows", "comm_get_local_window_base", "comm_get_window_size", "comm_barrier",
            "comm_destroy");

    private final String title;

    ForeignGeneration(String title) {
        this.title = title;
    }

    /** Return the generation's name in sentences. */
    public String title() {
        return title;
    }

    /** Return all symbols that a library of this generation has. */
    public List<String> symbols() {
        return Stream.concat((this == FIRST ? OWN_OF_FIRST : OWN_OF_SECOND).stream(), COMMON.stream()).sorted()
                .toList();
    }

    /**
     * Tell the generation of a library by its bytes.
     *
     * @throws DeviceException -1 if it has neither interface whole; the message names what is missing
     */
    public static ForeignGeneration of(Path file) {
        return of(symbolsOf(file), file);
    }

    /** Tell the generation of a library by what it defines. */
    static ForeignGeneration of(Set<String> defined, Path file) {
        boolean old = defined.contains("prepare_callable");
        boolean young = defined.contains(BINDS_LOG) && defined.contains("simpler_prepare_run");
        List<String> first = FIRST.missingFrom(defined);
        List<String> second = SECOND.missingFrom(defined);
        if (first.isEmpty() && !young) {
            return FIRST;
        }
        if (second.isEmpty() && !old) {
            return SECOND;
        }
        if (old && young) {
            throw refused(file, "has functions of both generations of the interface, such as prepare_callable and"
                    + " simpler_prepare_run");
        }
        if (!old && !young && defined.contains("simpler_run")) {
            throw refused(file, "has an interface from between the generations: simpler_run, but neither"
                    + " prepare_callable (generation 1) nor " + BINDS_LOG + " (generation 2). Structures of that time"
                    + " are neither's");
        }
        ForeignGeneration nearest = young || !old && second.size() < first.size() ? SECOND : FIRST;
        throw refused(file, "lacks what a runtime of " + nearest.title + " has: "
                + String.join(", ", nearest.missingFrom(defined)));
    }

    /** Read what a library defines, without opening it. */
    static Set<String> symbolsOf(Path file) {
        MemorySegment bytes = MemorySegment.ofArray(ForeignFiles.read(file, "the runtime's library"));
        try {
            SharedObject.require(bytes, ElfMachine.ofArchitecture(HostEnvironment.current().architecture()),
                    "the runtime's library, " + file + ",");
            return ElfSymbols.of(bytes, file.toString())
                    .orElseThrow(() -> refused(file, "is a shared object without names for others")).defined();
        } catch (ElfFormatException e) {
            throw new DeviceException(String.valueOf(e.getMessage()), e);
        }
    }

    /**
     * Refuse a callable whose orchestration was built for the other generation. Bytes that are no library are left to the runtime.
     *
     * @throws DeviceException -1 if it was
     */
    void requireBuiltFor(ChipCallable callable) {
        boolean binds = ElfSymbols.of(callable.orchestration(), "the orchestration")
                .map(symbols -> symbols.defined().contains(BINDS_LOG)).orElse(this == SECOND);
        if (binds != (this == SECOND)) {
            ForeignGeneration other = binds ? SECOND : FIRST;
            throw new DeviceException("the orchestration was built for a runtime of " + other.title + " ("
                    + (binds ? "it exports " : "it does not export ") + BINDS_LOG + "), this library is of " + title
                    + "; build it with the headers of this one's own time");
        }
    }

    /**
     * Refuse a selection of a dump that libraries of this generation cannot be told of, before one has run anything.
     *
     * @throws DeviceException -1 if it is one
     */
    void requireDumpable(Diagnostics asked) {
        DumpSelection selection = asked.dump();
        if (asked.dumpTensor() == 0 || selection.equals(DumpSelection.ALL) || this == SECOND && isMarks(selection)) {
            return;
        }
        throw new DeviceException(
                "a dump of " + selection + " was asked for, and a runtime of " + title + " can be told to dump "
                        + (this == SECOND ? "everything, or what is marked" : "everything") + "; ask for dump"
                        + (this == SECOND ? " or dump=marked" : "") + ", and pick on the page");
    }

    /** Tell whether a selection is what the orchestration has marked, all of it. */
    static boolean isMarks(DumpSelection selection) {
        return selection.equals(DumpSelection.ALL.onlyMarked());
    }

    private List<String> missingFrom(Set<String> defined) {
        List<String> missing = new ArrayList<>(symbols());
        missing.removeAll(defined);
        return missing;
    }

    private static DeviceException refused(Path file, String found) {
        return new DeviceException(file + " " + found
                + "; name the libhost_runtime.so of a whole build, see docs/foreign-runtimes.md");
    }
}
