// What user code can do wrong, by the numbers of the Java enum Fault.

#pragma once

#include <cstdint>
#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <stdexcept>
#include <string>

#include <cerrno>
#include <cfenv>
#include <clocale>
#include <cstddef>
#include <ctime>
#include <dlfcn.h>
#include <exception>
#include <fcntl.h>
#include <ftw.h>
#include <linux/audit.h>
#include <linux/filter.h>
#include <linux/seccomp.h>
#include <pthread.h>
#include <sched.h>
#include <signal.h>
#include <spawn.h>
#include <sys/mman.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

#include "process_faults.h"

enum class Fault : int64_t {
    NONE = 0,
    NULL_POINTER = 1,
    EXIT = 2,
    ABORT = 3,
    EXCEPTION = 4,
    ENDLESS_LOOP = 5,
    DIVISION_BY_ZERO = 6,
    ILLEGAL_INSTRUCTION = 7,
    BUS_ERROR = 8,
    STACK_OVERFLOW = 9,
    SMASHED_HEAP = 10,
    DEADLOCK = 11,
    KILLED = 12,
    STOPPED = 13,
    NO_DESCRIPTORS = 14,
    GARBAGE_IN_MAILBOX = 15,
    HEAP_SMASHED_SILENTLY = 16,
    SMASHED_HEAP_USED = 17,
    FLUSH_TO_ZERO = 18,
    ROUNDING = 19,
    X87_PRECISION = 20,
    UNMASKED_EXCEPTIONS = 21,
    DIRECTION_FLAG = 22,
    MMX_STATE = 23,
    BLOCKED_SIGNALS = 24,
    FORK = 25,
    CHILD_LEFT = 26,
    DAEMON = 27,
    COPY_THAT_TOUCHES_SHARED_MEMORY = 28,
    ORDERLY_PROCESSES = 29,
    DAEMON_WITHOUT_ENVIRONMENT = 30,
    FILE_SIZE_LIMIT = 31,
    ADDRESS_SPACE_LIMIT = 32,
    DESCRIPTOR_LIMIT = 33,
    PROCESS_LIMIT = 34,
    NO_WORKING_FOLDER = 35,
    OTHER_WORKING_FOLDER = 36,
    OTHER_ROOT = 37,
    CLOSED_FILE_MODE_MASK = 38,
    OTHER_USER = 39,
    DENIED_OPEN = 40,
    DENIED_OPEN_OF_A_THREAD = 41,
    NO_MAPPINGS = 42,
    CLOSED_OUTPUT = 43,
    CLOSED_DESCRIPTORS = 44,
    ALARM = 45,
    TIMER = 46,
    NICE_VALUE = 47,
    IDLE_SCHEDULING = 48,
    TEMPORARY_FOLDER = 49,
    OWN_NAMESPACE = 50,
    SIGNAL_HANDLER = 51,
    PROCESS_LOCALE = 52,
    TERMINATE_HANDLER = 53,
    DUMPABLE = 54,
    ALTERNATE_STACK = 55,
    FOLDER_WITHOUT_ACCESS = 56,
    NO_LIBRARY_FOLDER = 57,
    BROKEN_UNLINK = 58,
    THREAD_LEFT = 59,
    NAMED_THREAD_LEFT = 60,
    READ_ONLY_TENSORS = 61,
    UNMAPPED_TENSORS = 62,
    FILE_LEFT = 63,
    OUTPUT_REDIRECTED = 64,
    OUTPUT_LOCKED = 65,
    OUTPUT_FORMAT = 66,
    NO_MORE_CODE = 67,
    MEMORY_KEPT = 68,
    MEMORY_LOCKED = 69,
    NETWORK_NAMESPACE = 70,
    OUT_OF_MEMORY_SCORE = 71,
    REALTIME_SIGNAL = 72,
    CPP_LOCALE = 73,
    RELAY = 74,
    LOG_CUT = 75,
    KEY_DESTRUCTOR = 76,
    TERMINATED = 77,
    GROUP_SIGNALLED = 78,
    THREAD_ENDED = 79,
    NO_CLOCK = 80,
    QUICK_EXIT = 81,
    LITTLE_STACK = 82,
    SHORT_ALARM = 83,
    THREAD_CANCELLED = 84,
    THREAD_THAT_CRASHES = 85,
    DESCRIPTORS_REPLACED = 86,
    GARBAGE_IN_CONTROL = 87,
    DEEP_FOLDER = 88,
    SIBLING = 89,
    SIBLING_WITHOUT_ENVIRONMENT = 90,
    SIBLING_IN_ITS_MEMORY = 91,
    TRACED = 92,
    TRACED_AND_STOPPED = 93,
};

// Added to a fault that an orchestration's library commits when it is closed.
constexpr int64_t AT_UNLOAD = 1000;

// Each has a function of its own, which a crash report can name.

[[gnu::noinline]] inline void store_to_null() {
    volatile int *volatile nothing = nullptr;
    *nothing = 1;
}

[[gnu::noinline]] inline void loop_for_ever() {
    for (volatile bool on = true; on;) {
    }
}

[[gnu::noinline]] inline void divide_by_zero() {
    volatile int dividend = 1000;
    volatile int zero = 0;
    volatile int quotient = dividend / zero;
    (void)quotient;
}

[[gnu::noinline]] inline void run_no_instruction() {
#if defined(__x86_64__)
    asm volatile("ud2");
#else
    asm volatile("udf #0");
#endif
}

// Touches a page of a file that ends before it.
[[gnu::noinline]] inline void touch_behind_the_end() {
    const int file = memfd_create("empty", MFD_CLOEXEC);
    void *page = mmap(nullptr, 4096, PROT_READ | PROT_WRITE, MAP_SHARED, file, 0);
    close(file);
    *static_cast<volatile int *>(page) = 1;
}

[[gnu::noinline]] inline int recurse_for_ever(int depth) {
    volatile char frame[4096];
    frame[depth % 4096] = 1;
    return depth < 0 ? 0 : recurse_for_ever(depth + 1) + frame[0];
}

// A page at a place that is free in any process of ours, by which what one scenario does is told to another one on the same worker.
inline void **note() {
    void *const place = reinterpret_cast<void *>(0x510000000000);
    mmap(place, 4096, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS | MAP_FIXED_NOREPLACE, -1, 0);  // or it is there
    return static_cast<void **>(place);
}

// Overwrites what the allocator keeps before a block, and leaves the address in a note.
[[gnu::noinline]] inline void smash_heap() {
    uint64_t *block = static_cast<uint64_t *>(std::malloc(4096));
    block[-1] = 0x5a5a5a5a5a5a5a58;
    *note() = block;
}

[[gnu::noinline]] inline void use_smashed_heap() {
    std::free(*note());
}

// Takes all descriptors, of which it leaves the process few, and keeps them.
[[gnu::noinline]] inline void take_all_descriptors() {
    rlimit limit;
    getrlimit(RLIMIT_NOFILE, &limit);
    limit.rlim_cur = 512;
    setrlimit(RLIMIT_NOFILE, &limit);
    while (dup(STDOUT_FILENO) >= 0) {
    }
    throw std::runtime_error("no free descriptor");
}

// Overwrites the first page of the memory by which this process and its parent talk.
[[gnu::noinline]] inline void overwrite_mailbox() {
    std::FILE *maps = std::fopen("/proc/self/maps", "r");
    char line[512];
    while (std::fgets(line, sizeof line, maps) != nullptr) {
        unsigned long long start;
        if (std::strstr(line, "memfd:chiptest-control") != nullptr && std::sscanf(line, "%llx-", &start) == 1) {
            std::memset(reinterpret_cast<void *>(start), 0xA5, 4096);
        }
    }
    std::fclose(maps);
}

// Fails if the thread computes otherwise than one that nobody has touched.
[[gnu::noinline]] inline void require_untouched_thread() {
    volatile float tiny = 1e-38f;
    volatile double one = 1;
    volatile double three = 3;
    volatile long double exact = 1;
    exact = exact / 3;
    if (tiny / 10 == 0 || one / three != 1.0 / 3 || exact != 1.0L / 3 || std::fegetround() != FE_TONEAREST) {
        throw std::runtime_error("somebody has changed how this thread computes");
    }
    sigset_t signals;
    pthread_sigmask(SIG_SETMASK, nullptr, &signals);
    if (sigismember(&signals, SIGSEGV)) {
        throw std::runtime_error("somebody has blocked SIGSEGV");
    }
}

inline void set_mxcsr(uint32_t value) {
#if defined(__x86_64__)
    asm volatile("ldmxcsr %0" ::"m"(value));
#else
    (void)value;
#endif
}

inline void set_x87_control(uint16_t value) {
#if defined(__x86_64__)
    asm volatile("fldcw %0" ::"m"(value));
#else
    (void)value;
#endif
}

inline void run_backwards() {
#if defined(__x86_64__)
    asm volatile("std");
#endif
}

inline void leave_mmx_state() {
#if defined(__x86_64__)
    asm volatile("pcmpeqd %mm0, %mm0; pcmpeqd %mm7, %mm7");
#endif
}

inline void block_signals() {
    sigset_t all;
    sigfillset(&all);
    pthread_sigmask(SIG_SETMASK, &all, nullptr);
}

inline void leave_child() {
    if (fork() == 0) {
        while (true) {
            pause();
        }
    }
}

// In a session of its own, with a parent that has ended. Everything is kept open that it inherits.
inline void start_daemon(bool with_environment) {
    const pid_t child = fork();
    if (child == 0) {
        setsid();
        if (fork() == 0) {
            char *const none[] = {nullptr};
            char *const words[] = {const_cast<char *>("sleep"), const_cast<char *>("1000"), nullptr};
            execve("/bin/sleep", words, with_environment ? environ : none);
        }
        _exit(0);
    }
    waitpid(child, nullptr, 0);
}

// Finds the memory before it makes the copy, which does not inherit it.
inline void let_copy_touch_mailbox() {
    std::FILE *maps = std::fopen("/proc/self/maps", "r");
    char line[512];
    unsigned long long start = 0;
    while (std::fgets(line, sizeof line, maps) != nullptr &&
           (std::strstr(line, "memfd:chiptest-control") == nullptr || std::sscanf(line, "%llx-", &start) != 1)) {
    }
    std::fclose(maps);
    if (fork() == 0) {
        std::memset(reinterpret_cast<void *>(start), 0xA5, 4096);
        _exit(0);
    }
}

inline void use_processes() {
    char *const words[] = {const_cast<char *>("true"), nullptr};
    pid_t spawned;
    int status = -1;
    if (std::system("exit 3") != 3 << 8 || posix_spawnp(&spawned, "true", nullptr, nullptr, words, environ) != 0 ||
        waitpid(spawned, &status, 0) != spawned || status != 0) {
        throw std::runtime_error("processes do not work");
    }
    const pid_t child = fork();
    if (child == 0) {
        _exit(5);
    }
    if (waitpid(child, &status, 0) != child || WEXITSTATUS(status) != 5) {
        throw std::runtime_error("a forked process does not work");
    }
}

// What follows changes the process for all who come after, and goes well itself.

inline void set_limit(__rlimit_resource which, rlim_t value) {
    rlimit limit;
    getrlimit(which, &limit);
    limit.rlim_cur = value;
    require(setrlimit(which, &limit) == 0, "setrlimit");
}

inline rlim_t address_space() {
    std::FILE *sizes = std::fopen("/proc/self/statm", "r");
    unsigned long long pages = 0;
    require(std::fscanf(sizes, "%llu", &pages) == 1, "statm");
    std::fclose(sizes);
    return pages * 4096;
}

inline void remove_working_folder() {
    char path[4096];
    require(getcwd(path, sizeof path) != nullptr, "getcwd");
    nftw(path, [](const char *file, const struct stat *, int, FTW *) { return remove(file); }, 16, FTW_DEPTH | FTW_PHYS);
}

// For the calling thread and those that it starts, or for all.
inline void deny_open(bool all_threads) {
    sock_filter code[] = {
        BPF_STMT(BPF_LD | BPF_W | BPF_ABS, offsetof(seccomp_data, nr)),
        BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, SYS_openat, 0, 1),
        BPF_STMT(BPF_RET | BPF_K, SECCOMP_RET_ERRNO | EPERM),
        BPF_STMT(BPF_RET | BPF_K, SECCOMP_RET_ALLOW),
    };
    sock_fprog filter = {sizeof code / sizeof *code, code};
    require(prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0) == 0, "no_new_privs");
    require(syscall(SYS_seccomp, SECCOMP_SET_MODE_FILTER, all_threads ? SECCOMP_FILTER_FLAG_TSYNC : 0, &filter) == 0, "seccomp");
}

// Leaves a few, so that the Java VM can go on for a while.
inline void use_up_mappings() {
    constexpr size_t PAGE = 4096;
    constexpr size_t PAGES = 140000;
    char *pages = static_cast<char *>(mmap(nullptr, PAGES * PAGE, PROT_NONE, MAP_PRIVATE | MAP_ANONYMOUS | MAP_NORESERVE, -1, 0));
    require(pages != MAP_FAILED, "mmap");
    size_t used = 0;
    while (used < PAGES && mprotect(pages + used * PAGE, PAGE, PROT_READ) == 0) {
        used += 2;
    }
    require(used < PAGES, "this kernel gives a process more mappings than 140,000");
    for (size_t left = 0; left < 5; ++left) {
        mprotect(pages + (used -= 2) * PAGE, PAGE, PROT_NONE);
    }
}

inline void start_timer() {
    timer_t timer;
    sigevent event = {};
    event.sigev_notify = SIGEV_NONE;
    require(timer_create(CLOCK_MONOTONIC, &event, &timer) == 0, "timer_create");
    itimerspec hour = {{0, 0}, {3600, 0}};
    require(timer_settime(timer, 0, &hour, nullptr) == 0, "timer_settime");
}

inline void use_alternate_stack() {
    static char memory[65536];
    stack_t stack = {};
    stack.ss_sp = memory;
    stack.ss_size = sizeof memory;
    require(sigaltstack(&stack, nullptr) == 0, "sigaltstack");
}

// Nothing shows until somebody removes a file: the page stays one that cannot be written.
inline void break_unlink() {
    static const uint8_t undefined[] = {0x0f, 0x0b};
    const int memory = open("/proc/self/mem", O_WRONLY);
    require(pwrite(memory, undefined, sizeof undefined, reinterpret_cast<off_t>(dlsym(RTLD_DEFAULT, "unlink"))) == sizeof undefined, "pwrite");
    close(memory);
}

// A fault is announced in a line that no orderly end of the process writes out.
inline void commit(Fault fault) {
    if (fault == Fault::NONE) {
        return require_untouched_thread();
    }
    std::printf("committing fault %d\n", static_cast<int>(fault));
    switch (fault) {
    case Fault::NONE:
    case Fault::DEADLOCK:
        return;
    case Fault::NULL_POINTER:
        return store_to_null();
    case Fault::EXIT:
        std::exit(3);
    case Fault::ABORT:
        std::abort();
    case Fault::EXCEPTION:
        throw std::runtime_error("the device is on fire");
    case Fault::ENDLESS_LOOP:
        return loop_for_ever();
    case Fault::DIVISION_BY_ZERO:
        return divide_by_zero();
    case Fault::ILLEGAL_INSTRUCTION:
        return run_no_instruction();
    case Fault::BUS_ERROR:
        return touch_behind_the_end();
    case Fault::STACK_OVERFLOW:
        std::printf("%d\n", recurse_for_ever(0));
        return;
    case Fault::SMASHED_HEAP:
        smash_heap();
        return use_smashed_heap();
    case Fault::KILLED:
        kill(getpid(), SIGKILL);
        return;
    case Fault::STOPPED:
        kill(getpid(), SIGSTOP);
        // the other threads stop a little later than the one that takes the signal
        return loop_for_ever();
    case Fault::NO_DESCRIPTORS:
        return take_all_descriptors();
    case Fault::GARBAGE_IN_MAILBOX:
        return overwrite_mailbox();
    case Fault::HEAP_SMASHED_SILENTLY:
        return smash_heap();
    case Fault::SMASHED_HEAP_USED:
        return use_smashed_heap();
    case Fault::FLUSH_TO_ZERO:
        return set_mxcsr(0x9fc0);
    case Fault::ROUNDING:
        std::fesetround(FE_UPWARD);
        return;
    case Fault::X87_PRECISION:
        return set_x87_control(0x7f);
    case Fault::UNMASKED_EXCEPTIONS:
        feenableexcept(FE_DIVBYZERO | FE_INVALID);
        return;
    case Fault::DIRECTION_FLAG:
        return run_backwards();
    case Fault::MMX_STATE:
        return leave_mmx_state();
    case Fault::BLOCKED_SIGNALS:
        return block_signals();
    case Fault::FORK:
        fork();
        return;
    case Fault::CHILD_LEFT:
        return leave_child();
    case Fault::DAEMON:
        return start_daemon(true);
    case Fault::COPY_THAT_TOUCHES_SHARED_MEMORY:
        return let_copy_touch_mailbox();
    case Fault::ORDERLY_PROCESSES:
        return use_processes();
    case Fault::DAEMON_WITHOUT_ENVIRONMENT:
        return start_daemon(false);
    case Fault::FILE_SIZE_LIMIT:
        return set_limit(RLIMIT_FSIZE, 0);
    case Fault::ADDRESS_SPACE_LIMIT:
        return set_limit(RLIMIT_AS, address_space() + (128 << 20));
    case Fault::DESCRIPTOR_LIMIT:
        return set_limit(RLIMIT_NOFILE, 8);
    case Fault::PROCESS_LIMIT:
        return set_limit(RLIMIT_NPROC, 1);
    case Fault::NO_WORKING_FOLDER:
        return remove_working_folder();
    case Fault::OTHER_WORKING_FOLDER:
        return require(chdir("/") == 0, "chdir");
    case Fault::OTHER_ROOT:
        return require(chroot(".") == 0, "chroot");
    case Fault::CLOSED_FILE_MODE_MASK:
        umask(0777);
        return;
    case Fault::OTHER_USER:
        return require(setuid(65534) == 0, "setuid");
    case Fault::DENIED_OPEN:
        return deny_open(true);
    case Fault::DENIED_OPEN_OF_A_THREAD:
        return deny_open(false);
    case Fault::NO_MAPPINGS:
        return use_up_mappings();
    case Fault::CLOSED_OUTPUT:
        return require(close(STDOUT_FILENO) == 0, "close");
    case Fault::CLOSED_DESCRIPTORS:
        return require(syscall(SYS_close_range, 3u, ~0u, 0u) == 0, "close_range");
    case Fault::ALARM:
        alarm(3600);
        return;
    case Fault::TIMER:
        return start_timer();
    case Fault::NICE_VALUE:
        return require(setpriority(PRIO_PROCESS, 0, 10) == 0, "setpriority");
    case Fault::IDLE_SCHEDULING: {
        const sched_param none = {};
        return require(sched_setscheduler(0, SCHED_IDLE, &none) == 0, "sched_setscheduler");
    }
    case Fault::TEMPORARY_FOLDER:
        setenv("TMPDIR", "/nowhere", 1);
        return;
    case Fault::OWN_NAMESPACE:
        return require(unshare(CLONE_NEWNS) == 0, "unshare");
    case Fault::SIGNAL_HANDLER:
        signal(SIGUSR1, SIG_IGN);
        return;
    case Fault::PROCESS_LOCALE:
        return require(std::setlocale(LC_ALL, std::strcmp(std::setlocale(LC_ALL, nullptr), "C") == 0 ? "C.UTF-8" : "C") != nullptr,
                       "setlocale");
    case Fault::TERMINATE_HANDLER:
        std::set_terminate([] { _exit(1); });
        return;
    case Fault::DUMPABLE:
        return require(prctl(PR_SET_DUMPABLE, 0) == 0, "prctl");
    case Fault::ALTERNATE_STACK:
        return use_alternate_stack();
    case Fault::FOLDER_WITHOUT_ACCESS:
        return require(chmod(".", 0) == 0, "chmod");
    case Fault::NO_LIBRARY_FOLDER:
        return require(std::system("rm -r chiptest-so-*") == 0, "rm");
    case Fault::BROKEN_UNLINK:
        return break_unlink();
    case Fault::THREAD_LEFT:
        return leave_thread(nullptr);
    case Fault::NAMED_THREAD_LEFT:
        return leave_thread("pool-7");
    case Fault::READ_ONLY_TENSORS:
        return make_tensors_read_only();
    case Fault::UNMAPPED_TENSORS:
        return unmap_tensors();
    case Fault::DEEP_FOLDER:
        return leave_deep_folder();
    case Fault::FILE_LEFT:
        return require(close(open("left.txt", O_CREAT | O_EXCL | O_WRONLY, 0600)) == 0, "open");
    case Fault::OUTPUT_REDIRECTED:
        return redirect_output();
    case Fault::OUTPUT_LOCKED:
        return flockfile(stdout);
    case Fault::OUTPUT_FORMAT:
        std::cout << std::hex;
        return;
    case Fault::NO_MORE_CODE:
        return require(prctl(SET_NO_MORE_CODE, 1, 0, 0, 0) == 0, "prctl");
    case Fault::MEMORY_KEPT:
        return keep_memory();
    case Fault::MEMORY_LOCKED:
        return require(mlockall(MCL_CURRENT | MCL_FUTURE | MCL_ONFAULT) == 0, "mlockall");
    case Fault::NETWORK_NAMESPACE:
        return require(unshare(CLONE_NEWNET) == 0, "unshare");
    case Fault::OUT_OF_MEMORY_SCORE:
        return become_first_to_be_killed();
    case Fault::REALTIME_SIGNAL:
        signal(SIGRTMIN + 3, SIG_IGN);
        return;
    case Fault::CPP_LOCALE:
        std::locale::global(std::locale(std::locale(), new std::numpunct<char>()));
        return;
    case Fault::RELAY:
        return start_relay();
    case Fault::SIBLING:
        return leave_sibling(idle, 0);
    case Fault::SIBLING_WITHOUT_ENVIRONMENT:
        return leave_sibling(become_another_program, 0);
    case Fault::SIBLING_IN_ITS_MEMORY:
        return leave_sibling(idle, CLONE_VM);
    case Fault::TRACED:
        return require(ptrace(PTRACE_TRACEME, 0, nullptr, nullptr) == 0, "ptrace");
    case Fault::TRACED_AND_STOPPED:
        require(ptrace(PTRACE_TRACEME, 0, nullptr, nullptr) == 0, "ptrace");
        raise(SIGURG);
        return;
    case Fault::LOG_CUT:
        return require(ftruncate(STDOUT_FILENO, 0) == 0, "ftruncate");
    case Fault::KEY_DESTRUCTOR:
        return leave_key();
    case Fault::TERMINATED:
        kill(getpid(), SIGTERM);
        return loop_for_ever();
    case Fault::GROUP_SIGNALLED:
        kill(0, SIGTERM);
        return loop_for_ever();
    case Fault::THREAD_ENDED:
        pthread_exit(nullptr);
    case Fault::NO_CLOCK:
        return take_clock_away();
    case Fault::QUICK_EXIT:
        _exit(0);
    case Fault::LITTLE_STACK:
        return;
    case Fault::SHORT_ALARM:
        return ring_soon();
    case Fault::THREAD_CANCELLED:
        pthread_cancel(pthread_self());
        return;
    case Fault::THREAD_THAT_CRASHES:
        return leave_thread_that_crashes();
    case Fault::DESCRIPTORS_REPLACED:
        return replace_descriptors();
    case Fault::GARBAGE_IN_CONTROL:
        return overwrite_control_at_random();
    }
}
