// What user code may leave changed of the whole process, without crashing it: what the next user would find otherwise than it was, or
// could not do. Java has it remembered once, before the first user code, and compared when somebody is done with the process.

#pragma once

#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <cstring>
#include <exception>
#include <new>

#include <dirent.h>
#include <fcntl.h>
#include <linux/capability.h>
#include <linux/kcmp.h>
#include <locale.h>
#include <sched.h>
#include <signal.h>
#include <sys/mman.h>
#include <sys/personality.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <sys/time.h>
#include <unistd.h>

#include "call_frame.h"
#include "exports.h"
#include "process_copies.h"
#include "process_memory.h"
#include "process_streams.h"
#include "thread_state.h"
#include "words.h"

namespace {

// Java knows these bits as ProcessState.
enum Left : int64_t {
    LIMITS = 1 << 0,
    WORKING_FOLDER = 1 << 1,
    ROOT_FOLDER = 1 << 2,
    PRIVATE_FOLDER = 1 << 3,
    FILE_MODE_MASK = 1 << 4,
    IDENTITY = 1 << 5,
    SYSTEM_CALL_FILTER = 1 << 6,
    SCHEDULING = 1 << 7,
    TIMERS = 1 << 8,
    SIGNAL_HANDLERS = 1 << 9,
    STANDARD_STREAMS = 1 << 10,
    ENVIRONMENT = 1 << 11,
    PROCESS_LOCALE = 1 << 12,
    CPP_HANDLERS = 1 << 13,
    NAMESPACES = 1 << 14,
    ATTRIBUTES = 1 << 15,
    MEMORY = 1 << 16,
    DESCRIPTORS = 1 << 17,
    LIFELINE = 1 << 18,
    MAPPINGS = 1 << 19,
    KEPT_MEMORY = 1 << 20,
    FILES = 1 << 21,
};

constexpr int SIGNALS = 64;  // libc tells nothing of the two that it needs
constexpr int STREAMS = 3;
constexpr int GET_NO_MORE_CODE = 66;  // PR_GET_MDWE, which older headers do not know
constexpr int TIMER_KINDS = 3;
constexpr int GROUPS = 64;
constexpr int MOST_SPARE = 256;

// A file as what it is, not as what it is called.
struct Place {
    dev_t device;
    ino_t number;
    mode_t mode;
    uid_t owner;

    static Place of(int result, const struct stat &status) {
        return result == 0 ? Place{status.st_dev, status.st_ino, status.st_mode, status.st_uid} : Place{};
    }
    static Place at(const char *path) {
        struct stat status;
        return of(stat(path, &status), status);
    }
    static Place of_descriptor(int descriptor) {
        struct stat status;
        return of(fstat(descriptor, &status), status);
    }
    bool operator==(const Place &other) const {
        return number == other.number && device == other.device && mode == other.mode && owner == other.owner;
    }
    bool operator!=(const Place &other) const { return !(*this == other); }
};

// Of one thread, seen from any other one: the kernel has these for each of its own.
struct Ranks {
    struct {
        uint32_t size, policy;
        uint64_t flags;
        int32_t nice;
        uint32_t priority;
        uint64_t times[3];
        uint32_t clamps[2];
    } scheduling;
    __user_cap_data_struct capabilities[2];

    static Ranks of(pid_t thread) {
        Ranks ranks;
        memset(&ranks, 0, sizeof ranks);
        syscall(SYS_sched_getattr, thread, &ranks.scheduling, sizeof ranks.scheduling, 0);
        __user_cap_header_struct header = {_LINUX_CAPABILITY_VERSION_3, thread};
        syscall(SYS_capget, &header, ranks.capabilities);
        return ranks;
    }
};

struct Process {
    bool known;
    const char *folder;
    rlimit limits[RLIM_NLIMITS];
    Place working_folder, root_folder, private_folder;
    mode_t file_mode_mask;
    uid_t users[3];
    gid_t groups[3];
    gid_t more_groups[GROUPS];
    int group_count;
    Ranks ranks;
    struct sigaction handlers[SIGNALS];
    Place streams[STREAMS];
    Place pipe;  // of all descriptors of ours the one that never changes
    StandardStreams standard_streams;
    uint64_t environment;
    char locale[256];
    std::locale cpp_locale;
    std::terminate_handler terminate;
    std::new_handler out_of_memory;
    int attributes[10];
    int files;  // in the working folder
    Resident resident;

    void look();
};
Process remembered;
FileMappings mappings;

uint64_t hash_of_environment() {
    uint64_t hash = 0xcbf29ce484222325u;
    for (char **variable = environ; variable != nullptr && *variable != nullptr; ++variable) {
        for (const char *c = *variable; *c != '\0'; ++c) {
            hash = (hash ^ static_cast<uint8_t>(*c)) * 0x100000001b3u;
        }
        hash *= 0x100000001b3u;
    }
    return hash;
}

// Linux tells the mask only to who sets it; a file that is made in between is closed to others.
mode_t current_file_mode_mask() {
    const mode_t mask = umask(077);
    umask(mask);
    return mask;
}

int files_in_working_folder() {
    DIR *folder = opendir(".");
    if (folder == nullptr) {
        return -1;
    }
    int count = 0;
    while (readdir(folder) != nullptr) {
        ++count;
    }
    closedir(folder);
    return count;
}

void Process::look() {
    for (int which = 0; which < RLIM_NLIMITS; ++which) {
        getrlimit(static_cast<__rlimit_resource>(which), &limits[which]);
    }
    working_folder = Place::at(".");
    root_folder = Place::at("/");
    private_folder = Place::at(folder);
    file_mode_mask = current_file_mode_mask();
    getresuid(&users[0], &users[1], &users[2]);
    getresgid(&groups[0], &groups[1], &groups[2]);
    group_count = getgroups(GROUPS, more_groups);
    ranks = Ranks::of(getpid());
    for (int signal = 1; signal <= SIGNALS; ++signal) {
        sigaction(signal, nullptr, &handlers[signal - 1]);
    }
    for (int stream = 0; stream < STREAMS; ++stream) {
        streams[stream] = Place::of_descriptor(stream);
    }
    pipe = Place::of_descriptor(lifeline);
    environment = hash_of_environment();
    standard_streams.look();
    strncpy(locale, setlocale(LC_ALL, nullptr), sizeof locale - 1);
    cpp_locale = std::locale();
    terminate = std::get_terminate();
    out_of_memory = std::get_new_handler();
    attributes[0] = prctl(PR_GET_DUMPABLE);
    attributes[1] = prctl(PR_GET_NO_NEW_PRIVS, 0, 0, 0, 0);
    attributes[2] = personality(0xffffffff);
    int adopts = 0;
    prctl(PR_GET_CHILD_SUBREAPER, &adopts);
    attributes[3] = adopts;
    attributes[4] = prctl(PR_GET_KEEPCAPS, 0, 0, 0, 0);
    attributes[5] = prctl(PR_GET_SECUREBITS, 0, 0, 0, 0);
    attributes[6] = prctl(PR_GET_THP_DISABLE, 0, 0, 0, 0);
    attributes[7] = prctl(GET_NO_MORE_CODE, 0, 0, 0, 0);
    attributes[8] = out_of_memory_score();
    attributes[9] = getsid(0);
    files = files_in_working_folder();
    resident = Resident::now();
}

bool has_timers() {
    for (int which = 0; which < TIMER_KINDS; ++which) {
        itimerval timer;
        if (getitimer(static_cast<__itimer_which>(which), &timer) == 0 && (timer.it_value.tv_sec | timer.it_value.tv_usec) != 0) {
            return true;
        }
    }
    // those of timer_create; a kernel that does not list them has no such file
    char any;
    return read_start("/proc/self/timers", &any, 1) == 1;
}

bool has_descriptors(int wanted) {
    int copies[MOST_SPARE];
    int count = 0;
    while (count < wanted && (copies[count] = dup(STDIN_FILENO)) >= 0) {
        ++count;
    }
    for (int i = 0; i < count; ++i) {
        close(copies[i]);
    }
    return count == wanted;
}

// Who may leave the namespaces that threads have each for itself: the network, the name of the machine, System V's objects.
bool may_leave_namespaces() { return (remembered.ranks.capabilities[0].effective & 1u << CAP_SYS_ADMIN) != 0; }

bool is_in_other_namespace(pid_t thread) {
    for (const char *name : {"net", "uts", "ipc", "cgroup"}) {
        char mine[64], others[64];
        snprintf(mine, sizeof mine, "/proc/%d/ns/%s", getpid(), name);
        snprintf(others, sizeof others, "/proc/self/task/%d/ns/%s", thread, name);
        if (Place::at(mine) != Place::at(others)) {
            return true;
        }
    }
    return false;
}

// PTRACE_TRACEME: its parent, which does not know of it, would have to let the thread go on at each signal. The tracer is a thread of the
// parent.
bool is_traced_by_parent(pid_t thread) {
    char path[64], status[512] = {};
    snprintf(path, sizeof path, "/proc/self/task/%d/status", thread);
    read_start(path, status, sizeof status - 1);
    const char *line = strstr(status, "\nTracerPid:");
    const int tracer = line == nullptr ? 0 : atoi(line + strlen("\nTracerPid:"));
    snprintf(path, sizeof path, "/proc/%d/task/%d", getppid(), tracer);
    return tracer != 0 && access(path, F_OK) == 0;
}

// Of a thread that has run user code and has not ended since.
int64_t left_in_thread(pid_t thread) {
    int64_t left = 0;
    if (thread != getpid() && syscall(SYS_tgkill, getpid(), thread, 0) != 0) {
        return 0;
    }
    const Ranks now = Ranks::of(thread);
    if (memcmp(&now.scheduling, &remembered.ranks.scheduling, sizeof now.scheduling) != 0) {
        left |= SCHEDULING;
    }
    if (memcmp(now.capabilities, remembered.ranks.capabilities, sizeof now.capabilities) != 0) {
        left |= IDENTITY;
    }
    for (const int kind : {KCMP_FS, KCMP_FILES}) {
        if (syscall(SYS_kcmp, getpid(), thread, kind, 0, 0) > 0) {  // negative: this kernel or sandbox does not tell
            left |= NAMESPACES;
        }
    }
    if (thread != getpid() && may_leave_namespaces() && is_in_other_namespace(thread)) {
        left |= NAMESPACES;
    }
    return is_traced_by_parent(thread) ? left | ATTRIBUTES : left;
}

bool is_function(const struct sigaction &action) {
    return action.sa_handler != SIG_DFL && action.sa_handler != SIG_IGN;
}

// What there is too little of, whoever has used it up.
int64_t shortages(int spare) {
    return (has_memory(spare) ? 0 : int64_t{MEMORY}) | (has_descriptors(spare) ? 0 : int64_t{DESCRIPTORS});
}

int64_t left_in_process(int spare) {
    static Process now;
    now.folder = remembered.folder;
    now.look();
    int64_t left = __atomic_load_n(&filtered, __ATOMIC_RELAXED) ? int64_t{SYSTEM_CALL_FILTER} : 0;
    const auto differs = [&left](bool different, Left what) { left |= different ? int64_t{what} : 0; };
    differs(memcmp(now.limits, remembered.limits, sizeof now.limits) != 0, LIMITS);
    differs(now.working_folder != remembered.working_folder, WORKING_FOLDER);
    differs(now.root_folder != remembered.root_folder, ROOT_FOLDER);
    differs(now.private_folder != remembered.private_folder, PRIVATE_FOLDER);
    differs(now.file_mode_mask != remembered.file_mode_mask, FILE_MODE_MASK);
    differs(memcmp(now.users, remembered.users, sizeof now.users) != 0 || memcmp(now.groups, remembered.groups, sizeof now.groups) != 0 ||
                now.group_count != remembered.group_count || memcmp(now.more_groups, remembered.more_groups, sizeof now.more_groups) != 0,
            IDENTITY);
    for (int i = 0; i < SIGNALS; ++i) {
        // the flags of what is no function are of no use; the JDK and system(3) set some when they first start a process
        differs(now.handlers[i].sa_handler != remembered.handlers[i].sa_handler ||
                    (is_function(now.handlers[i]) && now.handlers[i].sa_flags != remembered.handlers[i].sa_flags),
                SIGNAL_HANDLERS);
    }
    for (int stream = 0; stream < STREAMS; ++stream) {
        differs(now.streams[stream] != remembered.streams[stream], STANDARD_STREAMS);
    }
    differs(!(now.standard_streams == remembered.standard_streams) || somebody_holds_output(), STANDARD_STREAMS);
    differs(now.pipe != remembered.pipe, LIFELINE);
    differs(now.environment != remembered.environment, ENVIRONMENT);
    differs(strcmp(now.locale, remembered.locale) != 0 || now.cpp_locale != remembered.cpp_locale, PROCESS_LOCALE);
    differs(now.terminate != remembered.terminate || now.out_of_memory != remembered.out_of_memory, CPP_HANDLERS);
    differs(memcmp(now.attributes, remembered.attributes, sizeof now.attributes) != 0, ATTRIBUTES);
    differs(has_timers(), TIMERS);
    differs(!mappings.still_there() || now.resident.locked > remembered.resident.locked, MAPPINGS);
    differs(now.resident.own - remembered.resident.own > KEPT_KIB, KEPT_MEMORY);
    differs(now.files > remembered.files, FILES);
    left |= shortages(spare) | left_in_thread(getpid());
    const int32_t threads = __atomic_load_n(&met_threads, __ATOMIC_ACQUIRE);
    for (int32_t i = 0; i < threads && i < MET_THREADS; ++i) {
        if (const pid_t thread = __atomic_load_n(&met[i], __ATOMIC_RELAXED); thread != 0) {
            left |= left_in_thread(thread);
        }
    }
    return left;
}

}  // namespace

// Remember the process as it is, once: what is different later, user code has changed. `folder` is where libraries are written to; the
// path must stay.
int64_t chiptest_remember_process(int64_t folder, int64_t, int64_t, int64_t) noexcept {
    remembered.folder = pointer<const char>(folder);
    note_filter();
    remembered.look();
    mappings.remember();
    remembered.known = true;
    return 0;
}

// Remember the mappings of files anew: the runtime itself has exchanged some, since they were compared.
int64_t chiptest_remember_mappings(int64_t, int64_t, int64_t, int64_t) noexcept {
    mappings.remember();
    return 0;
}

// What is different from what was remembered, as bits, or that not so many mappings and descriptors are left, which is all that can be
// said if nothing was remembered. For one caller at a time.
int64_t chiptest_left_in_process(int64_t spare, int64_t, int64_t, int64_t) noexcept {
    const int most = static_cast<int>(spare < MOST_SPARE ? spare : MOST_SPARE);
    if (!remembered.known) {
        return shortages(most);
    }
    note_filter();
    return left_in_process(most);
}
