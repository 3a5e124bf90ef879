package org.chiptest.runtime.internal.linker;

import static java.lang.foreign.ValueLayout.JAVA_LONG;

import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.SymbolLookup;
import java.lang.invoke.MethodHandle;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.concurrent.atomic.AtomicLong;

import org.chiptest.runtime.internal.callable.EntrySymbol;
import org.chiptest.runtime.internal.linker.LibraryLoader.Binding;
import org.chiptest.runtime.internal.settings.HostClock;

/**
 * The C++ part of the runtime: everything through which user code is opened and called.
 *
 * <p>It lives as long as the process: user code may keep pointers into it.
 */
public final class Shim {

    private static final int ABI_VERSION = 6;
    private static final int ERROR_CAPACITY = 4096;
    private static final int THREW = 1;
    private static final int CHANGED_SHIFT = 8;
    private static final int RTLD_NOW = 2;

    /** What kernels look up in the global scope, by the version of the instruction library that they were compiled with. */
    static final List<String> GLOBAL_FUNCTIONS = List.of("pto_sim_get_subblock_id",
            "pto_sim_get_pipe_shared_state", "pto_cpu_sim_get_shared_storage", "pto_cpu_sim_get_task_cookie",
            "pto_cpu_sim_get_execution_context", "pto_cpu_sim_set_execution_context");
    /** Blocks that one thread can run: 2^44 last for days. */
    private static final int COOKIE_BITS = 44;

    // Each new signature costs a process about 5 ms to link, so there are two, of whole words. Each function of the shim has exactly the
    // type of one of them, which its exports.h pins; it narrows inside, and words that it has no use for are 0.
    private static final Linker LINKER = Linker.nativeLinker();
    private static final MethodHandle CALL = LINKER
            .downcallHandle(FunctionDescriptor.of(JAVA_LONG, JAVA_LONG, JAVA_LONG, JAVA_LONG, JAVA_LONG));
    private static final MethodHandle CALL_FOR_BLOCK = LINKER.downcallHandle(FunctionDescriptor.of(JAVA_LONG, JAVA_LONG,
            JAVA_LONG, JAVA_LONG, JAVA_LONG, JAVA_LONG, JAVA_LONG, JAVA_LONG, JAVA_LONG));

    // a library is a property of the process, so is what it was given by Java
    private static final ConcurrentMap<Path, Shim> LOADED = new ConcurrentHashMap<>();

    private final MemorySegment settleThread;
    private final MemorySegment open;
    private final MemorySegment openGlobal;
    private final MemorySegment symbol;
    private final MemorySegment close;
    private final MemorySegment isLoaded;
    private final MemorySegment callKernel;
    private final MemorySegment layOutArguments;
    private final TickClock ticks;
    private final MemorySegment callHbgEntry;
    private final MemorySegment callTrbEntry;
    private final MemorySegment callTrbConfig;
    private final MemorySegment callBindRuntime;
    private final MemorySegment callRegisterHooks;
    private final MemorySegment callForeign;
    private final MemorySegment clearPipeState;
    private final MemorySegment watchParent;
    private final MemorySegment lineBufferOutput;
    private final MemorySegment rememberProcess;
    private final MemorySegment rememberMappings;
    private final MemorySegment leftInProcess;
    private final MemorySegment hbgOperations;
    private final MemorySegment trbOperations;
    private final WarmUp warmUp;
    private final SortedMap<String, Long> globalFunctions = new TreeMap<>();
    private final RuntimeObjects objects = new RuntimeObjects();
    private final AtomicLong kernelCalls = new AtomicLong();
    /** What there was when the process was remembered, by whoever asks what is left. */
    private Optional<ProcessThreads> threads = Optional.empty();

    private Shim(SymbolLookup library) {
        settleThread = library.findOrThrow("chiptest_settle_thread");
        open = library.findOrThrow("chiptest_open");
        openGlobal = library.findOrThrow("chiptest_open_global");
        symbol = library.findOrThrow("chiptest_symbol");
        close = library.findOrThrow("chiptest_close");
        isLoaded = library.findOrThrow("chiptest_is_loaded");
        callKernel = library.findOrThrow("chiptest_call_kernel");
        layOutArguments = library.findOrThrow("chiptest_lay_out_arguments");
        MemorySegment readTicks = library.findOrThrow("chiptest_ticks");
        ticks = new TickClock(readTicks, call(library.findOrThrow("chiptest_ticks_are_counted"), 0, 0, 0, 0) != 0,
                call(readTicks, 0, 0, 0, 0), HostClock.nanos());
        callHbgEntry = library.findOrThrow("chiptest_call_hbg_entry");
        callTrbEntry = library.findOrThrow("chiptest_call_trb_entry");
        callTrbConfig = library.findOrThrow("chiptest_call_trb_config");
        callBindRuntime = library.findOrThrow("chiptest_call_bind_runtime");
        callRegisterHooks = library.findOrThrow("chiptest_call_register_hooks");
        callForeign = library.findOrThrow("chiptest_call_foreign");
        clearPipeState = library.findOrThrow("chiptest_clear_pipe_state");
        watchParent = library.findOrThrow("chiptest_watch_parent");
        lineBufferOutput = library.findOrThrow("chiptest_line_buffer_output");
        rememberProcess = library.findOrThrow("chiptest_remember_process");
        rememberMappings = library.findOrThrow("chiptest_remember_mappings");
        leftInProcess = library.findOrThrow("chiptest_left_in_process");
        hbgOperations = MemorySegment.ofAddress(call(library.findOrThrow("chiptest_hbg_operations"), 0, 0, 0, 0));
        trbOperations = MemorySegment.ofAddress(call(library.findOrThrow("chiptest_trb_operations"), 0, 0, 0, 0));
        warmUp = new WarmUp(library.findOrThrow("chiptest_warm_kernel").address(),
                library.findOrThrow("chiptest_warm_hbg_entry").address(),
                library.findOrThrow("chiptest_warm_trb_entry").address());
        GLOBAL_FUNCTIONS.forEach(name -> globalFunctions.put(name, library.findOrThrow(name).address()));
        MemorySegment upcalls = new OperationUpcalls(objects).link();
        call(library.findOrThrow("chiptest_install"), upcalls.address(), objects.memory().address(),
                RuntimeObjects.CAPACITY, 0);
    }

    /**
     * Load the compiled shim, once per process: a second call with the same file returns the same object.
     *
     * @throws UnsupportedOperationException on a platform that cannot run it
     * @throws NativeLibraryException        if it cannot be opened, or belongs to another version of the runtime
     */
    public static Shim load(Path library) {
        NativePlatform.current();
        Path file;
        try {
            file = library.toRealPath();
        } catch (IOException e) {
            throw new NativeLibraryException(
                    "shim %s: there is no such file; compile shim.cpp first".formatted(library), e);
        }
        return LOADED.computeIfAbsent(file, Shim::loadNew);
    }

    /**
     * Lay out what a kernel of tensormap_and_ringbuffer is called with, and return the address of its argument words.
     *
     * @param payload where, with a completion buffer behind it
     * @param tensors address of the task's tensors, which its scalars follow
     */
    public long layOutArguments(long payload, long tensors, int tensorCount, int scalarCount, int block, int blockNum,
            int subBlock, long task) {
        return call(layOutArguments, payload, tensors, tensorCount, scalarCount, block, blockNum, subBlock, task);
    }

    /** Return the clock of captures. */
    public TickClock ticks() {
        return ticks;
    }

    /** Return the functions of the callable that devices run before those of users. */
    public WarmUp warmUp() {
        return warmUp;
    }

    /** Make the calls of kernels for one thread, without notice of what they change of it. */
    public KernelCall kernelCall(MemorySegment frame) {
        return kernelCall(frame, ThreadStateListener.NONE);
    }

    /**
     * Make the calls of kernels for one thread, with the frame at the beginning of {@code frame}, which must outlive them.
     *
     * @param changes is told what kernels have changed of their thread
     */
    public KernelCall kernelCall(MemorySegment frame, ThreadStateListener changes) {
        return new KernelCall(this, frame, kernelCalls.incrementAndGet() << COOKIE_BITS, changes);
    }

    /** Make the calls of orchestrations for one thread, without notice of what they change of it. */
    public OrchestrationCall orchestrationCall(MemorySegment frame) {
        return orchestrationCall(frame, ThreadStateListener.NONE);
    }

    /**
     * Make the calls of orchestrations for one thread, with the frame at the beginning of {@code frame}, which must outlive them.
     *
     * @param changes is told what orchestrations have changed of their thread
     */
    public OrchestrationCall orchestrationCall(MemorySegment frame, ThreadStateListener changes) {
        return new OrchestrationCall(this, frame, changes);
    }

    /** Make the runtime of one hbg orchestration run; close it when the run is over. */
    public RuntimeObject hbgRuntime(HbgOperations operations) {
        return objects.add(hbgOperations, operations);
    }

    /** Make the runtime of one trb orchestration run; close it when the run is over. */
    public RuntimeObject trbRuntime(TrbOperations operations) {
        return objects.add(trbOperations, operations);
    }

    /**
     * Give the identity and pipe state functions to a library of kernels, if it exports {@code pto_sim_register_hooks}.
     *
     * @return whether it does
     * @throws CppException if its function threw
     */
    public boolean registerHooks(NativeLibrary kernels, ThreadStateListener changes) {
        OptionalLong function = kernels.findSymbol(EntrySymbol.HOOKS);
        if (function.isEmpty()) {
            return false;
        }
        try (Arena arena = Arena.ofConfined()) {
            CallFrame frame = new CallFrame(arena.allocate(CallFrameDescriptor.SIZE, CallFrameDescriptor.ALIGNMENT));
            frame.identify(-1, -1, -1, 0);
            frame.target(function.getAsLong(), 0);
            int outcome = call(callRegisterHooks, frame.address());
            changes.changed(EntrySymbol.HOOKS + " of " + kernels.purpose(), changed(outcome));
            if (threw(outcome)) {
                throw frame.thrown();
            }
        }
        return true;
    }

    /** Do the same without notice of what the function changes of its thread. */
    boolean registerHooks(NativeLibrary kernels) {
        return registerHooks(kernels, ThreadStateListener.NONE);
    }

    /** Drop the pipe state of all clusters of a device, and what blocks left; none of its kernels may be running. */
    public void clearPipeState(int device) {
        call(clearPipeState, device, 0, 0, 0);
    }

    /**
     * End this process as soon as its parent is gone, whatever its own threads do: when nobody has the other end of a pipe open any more,
     * when the thread that started this process ends, or when {@code parentPid} is not its parent already.
     *
     * @param pipe      descriptor of the reading end; taken over, and replaced by {@code /dev/null} if it is standard input
     * @param parentPid process id of the expected parent
     * @param exitCode  status of this process if the watcher ends it; a signal from the kernel may come first
     * @throws LibcException if there is no such descriptor, no process can have such an id, or no thread can be started
     */
    public void watchParent(int pipe, long parentPid, int exitCode) {
        int errno = (int) call(watchParent, pipe, parentPid, exitCode, 0);
        if (errno != 0) {
            throw new LibcException("watchParent", "pipe %d, parent %d".formatted(pipe, parentPid), errno,
                    Libc.errorText(errno));
        }
    }

    /** Have what user code prints to standard output written line by line even if it is a file, so that a crash does not lose it. */
    public void lineBufferOutput() {
        call(lineBufferOutput, 0, 0, 0, 0);
    }

    /**
     * Remember the state of this process: call it once, before any user code, in a process that has no other use.
     *
     * @param folder where libraries are written to
     */
    public void rememberProcess(Path folder) {
        // the shim looks at the folder as long as the process lives
        call(rememberProcess, Arena.global().allocateFrom(folder.toString()).address(), 0, 0, 0);
        threads = Optional.of(ProcessThreads.now());
    }

    /** Remember the mappings of files anew, after some were exchanged that user code had not changed. */
    public void rememberMappings() {
        call(rememberMappings, 0, 0, 0, 0);
    }

    /**
     * Compare the state of this process with what was remembered, for one caller at a time; the threads are those that have run user
     * code.
     *
     * @param spare how many mappings and descriptors must be left, 256 at most; looking takes time for each
     * @return the bits of {@link ProcessState}; if nothing was remembered, only what there is too little of
     */
    public long leftInProcess(int spare) {
        long left = call(leftInProcess, spare, 0, 0, 0);
        // whatever else is left, such as no descriptors, may keep threads from being listed
        return left == 0 && threads.filter(ProcessThreads::haveStrangers).isPresent()
                ? ProcessState.THREADS.bit()
                : left;
    }

    /**
     * Put back what user code has changed of the calling thread and only system calls show: its signal mask, CPUs, locale and alternate
     * stack.
     *
     * @return the bits of that, and of what libraries have changed that this thread opened or closed since the last time
     */
    int settleThread() {
        return (int) call(settleThread, 0, 0, 0, 0);
    }

    long open(Path file, String purpose, Binding binding) {
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment error = arena.allocate(ERROR_CAPACITY);
            long handle = call(open, arena.allocateFrom(file.toString()).address(), binding == Binding.LAZY ? 1 : 0,
                    error.address(), ERROR_CAPACITY);
            if (handle == 0) {
                throw new NativeLibraryException(
                        "%s: cannot open its library: %s".formatted(purpose, error.getString(0)));
            }
            return handle;
        }
    }

    /** Return the functions that kernels find in the global scope. */
    SortedMap<String, Long> globalFunctions() {
        return globalFunctions;
    }

    /** Open a library whose names all others may use. */
    long openGlobal(Path file, String purpose) {
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment error = arena.allocate(ERROR_CAPACITY);
            long handle = call(openGlobal, arena.allocateFrom(file.toString()).address(), error.address(),
                    ERROR_CAPACITY, 0);
            if (handle == 0) {
                throw new NativeLibraryException(purpose + ": " + error.getString(0));
            }
            return handle;
        }
    }

    Symbol symbol(long handle, String name) {
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment error = arena.allocate(ERROR_CAPACITY);
            long address = call(symbol, handle, arena.allocateFrom(name).address(), error.address(), ERROR_CAPACITY);
            return new Symbol(address, error.getString(0));
        }
    }

    void close(long handle, String purpose) {
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment error = arena.allocate(ERROR_CAPACITY);
            if (call(close, handle, error.address(), ERROR_CAPACITY, 0) != 0) {
                throw new NativeLibraryException(
                        "%s: cannot close its library: %s".formatted(purpose, error.getString(0)));
            }
        }
    }

    boolean isLoaded(Path file) {
        try (Arena arena = Arena.ofConfined()) {
            return call(isLoaded, arena.allocateFrom(file.toString()).address(), 0, 0, 0) != 0;
        }
    }

    // Calls of user code return 0 if it returned and left its thread as it was; else see threw and changed.

    /** Call a kernel by the words of {@link KernelWordsDescriptor}; with no stamps if their address is 0. */
    int callKernel(long frame, long function, long args, long task, long kernel, long place, long cookie, long stamps) {
        return (int) call(callKernel, frame, function, args, task, kernel, place, cookie, stamps);
    }

    int callHbgEntry(long frame) {
        return call(callHbgEntry, frame);
    }

    int callTrbEntry(long frame) {
        return call(callTrbEntry, frame);
    }

    int callTrbConfig(long frame) {
        return call(callTrbConfig, frame);
    }

    int callBindRuntime(long frame) {
        return call(callBindRuntime, frame);
    }

    int callForeign(long foreignCall) {
        return call(callForeign, foreignCall);
    }

    /** Tell whether user code threw, by the result of its call. */
    static boolean threw(int outcome) {
        return (outcome & THREW) != 0;
    }

    /** Return the bits of what user code has changed of its thread, by the result of its call. */
    static int changed(int outcome) {
        return outcome >>> CHANGED_SHIFT;
    }

    private static int call(MemorySegment function, long frame) {
        return (int) call(function, frame, 0, 0, 0);
    }

    private static long call(MemorySegment function, long first, long second, long third, long fourth) {
        try {
            return (long) CALL.invokeExact(function, first, second, third, fourth);
        } catch (Throwable e) {
            throw Libc.unchecked(e);
        }
    }

    private static long call(MemorySegment function, long first, long second, long third, long fourth, long fifth,
            long sixth, long seventh, long eighth) {
        try {
            return (long) CALL_FOR_BLOCK.invokeExact(function, first, second, third, fourth, fifth, sixth, seventh,
                    eighth);
        } catch (Throwable e) {
            throw Libc.unchecked(e);
        }
    }

    // With the loader's own functions: SymbolLookup does not say why a library cannot be opened, and binds its calls late, which a copy
    // that fork() made could wait for without end. They take fewer words than they get, which the calling conventions of both platforms
    // leave in registers that nobody reads.
    private static Shim loadNew(Path file) {
        MemorySegment dlsym = LINKER.defaultLookup().findOrThrow("dlsym");
        long handle = openShim(file);
        SymbolLookup library = name -> {
            try (Arena arena = Arena.ofConfined()) {
                long address = call(dlsym, handle, arena.allocateFrom(name).address(), 0, 0);
                return address != 0 ? Optional.of(MemorySegment.ofAddress(address)) : Optional.empty();
            }
        };
        MemorySegment version = library.find("chiptest_abi_version").orElseThrow(
                () -> new NativeLibraryException(
                        "shim %s: is another library: it has no chiptest_abi_version".formatted(file)));
        long found = call(version, 0, 0, 0, 0);
        if (found != ABI_VERSION) {
            throw new NativeLibraryException("shim %s: has version %d, this runtime needs %d: compile its own shim.cpp"
                    .formatted(file, found, ABI_VERSION));
        }
        return new Shim(library);
    }

    private static long openShim(Path file) {
        MemorySegment dlopen = LINKER.defaultLookup().findOrThrow("dlopen");
        MemorySegment dlerror = LINKER.defaultLookup().findOrThrow("dlerror");
        try (Arena arena = Arena.ofConfined()) {
            long handle = call(dlopen, arena.allocateFrom(file.toString()).address(), RTLD_NOW, 0, 0);
            if (handle == 0) {
                throw new NativeLibraryException("shim %s: cannot open it for %s: %s: compile shim.cpp again".formatted(
                        file,
                        NativePlatform.current(), NativeMemory.getString(call(dlerror, 0, 0, 0, 0), ERROR_CAPACITY)));
            }
            return handle;
        }
    }
}
