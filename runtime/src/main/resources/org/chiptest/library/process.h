// The worker process: where its program is found, how it is started, and that it ends.
//
// A thread of the library starts it and lives as long as it does, since the worker asks the kernel to be killed when the thread ends
// that has started it; threads of the host program may end earlier. The host program may wait for children of its own in any way: only
// a descriptor of the process tells that it has ended.

#pragma once

#include <algorithm>
#include <atomic>
#include <cerrno>
#include <climits>
#include <csignal>
#include <cstdint>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <functional>
#include <map>
#include <sstream>
#include <string>
#include <system_error>
#include <utility>
#include <vector>

#include <dlfcn.h>
#include <fcntl.h>
#include <linux/futex.h>
#include <poll.h>
#include <pthread.h>
#include <spawn.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

#include "memory_file.h"
#include "messages.h"

extern char **environ;

namespace {

using Path = std::filesystem::path;

// Ignore what a variable says if it is empty.
std::string variable(const char *name) {
    const char *value = getenv(name);
    return value == nullptr ? "" : value;
}

// Where the files lie that were written together with this library.
class Installation {
public:
    // The command of the worker is beside the library, or in the folder of a variant that the environment names.
    Installation() {
        Dl_info self;
        if (dladdr(reinterpret_cast<void *>(&variable), &self) == 0 || self.dli_fname == nullptr) {
            throw Failure("the loader does not say where this library lies");
        }
        std::error_code ignored;
        const Path library = std::filesystem::canonical(self.dli_fname, ignored);
        const Path beside = library.parent_path();
        const std::string said = variable("CHIPTEST_HOME");
        const std::string variant = variable("CHIPTEST_VARIANT");
        if (std::filesystem::exists(beside / COMMAND, ignored)) {
            command = beside / COMMAND;
            home = said.empty() ? beside.parent_path().parent_path().parent_path() : Path(said);
        } else {
            home = said.empty() ? beside : Path(said);
            command = home / variant / COMMAND;
        }
        if (!std::filesystem::exists(command, ignored)) {
            throw Failure(text("there is no %s beside %s, nor %s; set CHIPTEST_HOME to the folder that HostRuntimeLibrary has written,"
                               " and CHIPTEST_VARIANT to a folder in it, such as a2a3/sim/host_build_graph",
                COMMAND, library.c_str(), command.c_str()));
        }
    }

    // The words of the command, in which names in braces have these values.
    std::vector<std::string> words(std::map<std::string, std::string> values) const {
        values["{home}"] = home.string();
        values["{java}"] = java();
        std::ifstream file(command);
        std::vector<std::string> all;
        for (std::string word; std::getline(file, word);) {
            for (const auto &[name, value] : values) {
                for (size_t at = word.find(name); at != std::string::npos; at = word.find(name, at + value.size())) {
                    word.replace(at, name.size(), value);
                }
            }
            all.push_back(word);
        }
        if (all.empty()) {
            throw Failure(text("%s cannot be read; have HostRuntimeLibrary write %s anew", command.c_str(), home.c_str()));
        }
        return all;
    }

private:
    static constexpr const char *COMMAND = "worker.command";
    static constexpr int OLDEST_JAVA = 25;

    // A JDK that was put there comes first, then that of the environment, then the one that has written the folder.
    std::string java() const {
        std::string tried;
        std::ifstream file(home / "java-home");
        std::string recorded;
        std::getline(file, recorded);
        for (const Path &jdk : {home / "jdk", Path(variable("JAVA_HOME")), Path(recorded)}) {
            if (jdk.empty()) {
                continue;
            }
            const int version = version_of(jdk);
            if (version >= OLDEST_JAVA) {
                return (jdk / "bin" / "java").string();
            }
            tried += "\n  " + jdk.string() + (version < 0 ? " is no JDK" : text(" is a JDK of version %d", version));
        }
        throw Failure(text("a JDK from version %d is needed; set JAVA_HOME to one, or put it into %s. Looked at:%s", OLDEST_JAVA,
            (home / "jdk").c_str(), tried.c_str()));
    }

    static int version_of(const Path &jdk) {
        std::ifstream file(jdk / "release");
        int version = -1;
        for (std::string line; version < 0 && std::getline(file, line);) {
            sscanf(line.c_str(), "JAVA_VERSION=\"%d", &version);
        }
        return access((jdk / "bin" / "java").c_str(), X_OK) == 0 ? version : -1;
    }

    Path home;
    Path command;
};

// The private folder of a worker. Workers of Java programs have the same: whoever finds one whose program is gone deletes it.
class Folder {
public:
    Folder() {
        const std::string temporary = variable("TMPDIR");
        const std::string parent = temporary.empty() ? "/tmp" : temporary;
        std::string unfinished = parent + "/chiptest-new-worker-XXXXXX";
        if (mkdtemp(&unfinished[0]) == nullptr) {
            throw Failure(text("cannot create a folder for a worker process in %s: %s", parent.c_str(), system_words(errno).c_str()));
        }
        owner = Descriptor(open((unfinished + "/owner").c_str(), O_CREAT | O_EXCL | O_WRONLY | O_CLOEXEC, 0600));
        struct flock lock = {};
        lock.l_type = F_WRLCK;
        lock.l_whence = SEEK_SET;
        place = text("%s/chiptest-worker-%d-lib%s", parent.c_str(), getpid(), unfinished.substr(unfinished.size() - 6).c_str());
        if (owner.get() < 0 || fcntl(owner.get(), F_SETLK, &lock) != 0 || rename(unfinished.c_str(), place.c_str()) != 0
            || mkdir((place + "/scratch").c_str(), 0700) != 0) {
            const Failure failure(text("cannot set up the folder %s: %s", unfinished.c_str(), system_words(errno).c_str()));
            std::error_code ignored;
            std::filesystem::remove_all(unfinished, ignored);
            throw failure;
        }
    }

    ~Folder() {
        std::error_code failed;
        std::filesystem::remove_all(place, failed);
        if (failed) {
            say("WARN", "finalize_device", text("the folder %s cannot be deleted: %s", place.c_str(), failed.message().c_str()));
        }
    }

    Folder(const Folder &) = delete;
    Folder &operator=(const Folder &) = delete;

    const std::string &path() const { return place; }
    std::string scratch() const { return place + "/scratch"; }

    // What a percent sign begins in options of Java.
    std::string escaped() const {
        std::string result;
        for (const char each : place) {
            result += each == '%' ? "%%" : std::string(1, each);
        }
        return result;
    }

    // What a JVM has reported that crashed: the signal, and where.
    std::string crash(pid_t pid) const {
        std::ifstream file(place + text("/hs_err_%d.log", pid));
        std::string signal, frame;
        for (std::string line, before; frame.empty() && std::getline(file, line) && line[0] == '#'; before = line) {
            signal = line.rfind("#  SIG", 0) == 0 ? ": " + line.substr(3) : signal;
            frame = before.rfind("# Problematic frame:", 0) == 0 ? ", in " + line.substr(2) : frame;
        }
        return signal + frame;
    }

private:
    std::string place;
    Descriptor owner;
};

void futex_wake(void *word) { syscall(SYS_futex, word, FUTEX_WAKE, INT_MAX, nullptr, nullptr, 0); }

class Process {
public:
    // Start a command. `ended` is called from another thread when the process has ended, and must not throw.
    Process(std::vector<std::string> command, std::function<void()> ended) : words(std::move(command)), at_end(std::move(ended)) {
        pthread_attr_t attributes;
        pthread_attr_init(&attributes);
        pthread_attr_setstacksize(&attributes, std::max<size_t>(STACK_BYTES, PTHREAD_STACK_MIN));
        // signals of the program are for its own threads
        sigset_t all, before;
        sigfillset(&all);
        pthread_sigmask(SIG_SETMASK, &all, &before);
        const int error = pthread_create(&keeper, &attributes, &Process::keep, this);
        pthread_sigmask(SIG_SETMASK, &before, nullptr);
        pthread_attr_destroy(&attributes);
        if (error != 0) {
            throw Failure(text("cannot start a thread: %s", system_words(error).c_str()));
        }
        await(started);
        if (!refusal.empty()) {
            pthread_join(keeper, nullptr);
            throw Failure(refusal);
        }
    }

    ~Process() {
        kill();
        pthread_join(keeper, nullptr);
    }

    Process(const Process &) = delete;
    Process &operator=(const Process &) = delete;

    pid_t id() const { return pid; }

    bool lives() const { return over.load(std::memory_order_acquire) == 0; }

    void kill() {
        if (lives()) {
            syscall(SYS_pidfd_send_signal, handle.get(), SIGKILL, nullptr, 0);
        }
    }

    // Wait until the process has ended; false if it has not within this time.
    bool await_end(int64_t milliseconds) {
        pollfd end = {handle.get(), POLLIN, 0};
        timespec begin;
        clock_gettime(CLOCK_MONOTONIC, &begin);
        int64_t left = milliseconds;
        while (left > 0 && poll(&end, 1, static_cast<int>(std::min<int64_t>(left, INT_MAX))) <= 0) {
            timespec now;
            clock_gettime(CLOCK_MONOTONIC, &now);
            left = milliseconds - (now.tv_sec - begin.tv_sec) * 1000 - (now.tv_nsec - begin.tv_nsec) / 1000000;
        }
        return left > 0 && await(over);
    }

    // How it has ended, as the end of a sentence about it.
    std::string ending() const {
        if (!status_known) {
            return "has ended; another part of this program has taken its exit status";
        }
        if (status.si_code == CLD_EXITED) {
            return text("exited with code %d", status.si_status);
        }
        return text("was ended by signal %d (%s)", status.si_status, strsignal(status.si_status));
    }

private:
    static constexpr size_t STACK_BYTES = 256 * 1024;

    // Variables that would make the worker's JVM load agents, or write to its output.
    static constexpr const char *OF_THE_JVM[] = {"JAVA_TOOL_OPTIONS=", "JDK_JAVA_OPTIONS=", "_JAVA_OPTIONS="};

    static void *keep(void *self) {
        static_cast<Process *>(self)->keep();
        return nullptr;
    }

    void keep() {
        refusal = start();
        if (!refusal.empty()) {
            set(started);
            return;
        }
        set(started);
        pollfd end = {handle.get(), POLLIN, 0};
        while (poll(&end, 1, -1) <= 0) {
        }
        // fails if somebody else has waited for it
        status_known = waitid(static_cast<idtype_t>(P_PIDFD), static_cast<id_t>(handle.get()), &status, WEXITED) == 0;
        set(over);
        at_end();
    }

    // Start the command with a pipe from this process on its standard input; returns what is wrong, or nothing.
    std::string start() {
        int ends[2];
        if (pipe2(ends, O_CLOEXEC) != 0) {
            return text("cannot make a pipe: %s", system_words(errno).c_str());
        }
        Descriptor input(ends[0]);
        lifeline = Descriptor(ends[1]);
        posix_spawn_file_actions_t actions;
        posix_spawn_file_actions_init(&actions);
        posix_spawn_file_actions_adddup2(&actions, input.get(), STDIN_FILENO);
        for (const int stream : {STDOUT_FILENO, STDERR_FILENO}) {
            if (fcntl(stream, F_GETFD) < 0) {
                posix_spawn_file_actions_addopen(&actions, stream, "/dev/null", O_WRONLY, 0);
            }
        }
        posix_spawn_file_actions_addclosefrom_np(&actions, STDERR_FILENO + 1);
        posix_spawnattr_t attributes;
        posix_spawnattr_init(&attributes);
        sigset_t none, all;
        sigemptyset(&none);
        sigfillset(&all);
        posix_spawnattr_setsigmask(&attributes, &none);
        posix_spawnattr_setsigdefault(&attributes, &all);
        // a key that interrupts the host program must not end its worker behind its back
        posix_spawnattr_setpgroup(&attributes, 0);
        posix_spawnattr_setflags(&attributes, POSIX_SPAWN_SETSIGMASK | POSIX_SPAWN_SETSIGDEF | POSIX_SPAWN_SETPGROUP);
        std::vector<char *> arguments, variables;
        for (std::string &word : words) {
            arguments.push_back(&word[0]);
        }
        arguments.push_back(nullptr);
        for (char **each = environ; each != nullptr && *each != nullptr; each++) {
            if (!is_of_the_jvm(*each)) {
                variables.push_back(*each);
            }
        }
        variables.push_back(nullptr);
        const int error = posix_spawn(&pid, arguments[0], &actions, &attributes, arguments.data(), variables.data());
        posix_spawnattr_destroy(&attributes);
        posix_spawn_file_actions_destroy(&actions);
        if (error != 0) {
            return text("cannot start %s: %s", arguments[0], system_words(error).c_str());
        }
        handle = Descriptor(static_cast<int>(syscall(SYS_pidfd_open, pid, 0)));
        if (handle.get() < 0) {
            const int reason = errno;
            ::kill(pid, SIGKILL);
            waitpid(pid, nullptr, 0);
            return text("cannot watch the worker process: %s; it takes Linux 5.4 or later", system_words(reason).c_str());
        }
        return "";
    }

    static bool is_of_the_jvm(const std::string &entry) {
        return std::any_of(std::begin(OF_THE_JVM), std::end(OF_THE_JVM), [&](const char *name) { return entry.rfind(name, 0) == 0; });
    }

    static void set(std::atomic<uint32_t> &word) {
        word.store(1, std::memory_order_release);
        syscall(SYS_futex, &word, FUTEX_WAKE_PRIVATE, INT_MAX, nullptr, nullptr, 0);
    }

    // Wait for a moment that comes for certain.
    static bool await(std::atomic<uint32_t> &word) {
        while (word.load(std::memory_order_acquire) == 0) {
            syscall(SYS_futex, &word, FUTEX_WAIT_PRIVATE, 0, nullptr, nullptr, 0);
        }
        return true;
    }

    std::vector<std::string> words;
    std::function<void()> at_end;
    pthread_t keeper = {};
    std::atomic<uint32_t> started{0};
    std::atomic<uint32_t> over{0};
    // written by the keeper before `started`
    std::string refusal;
    pid_t pid = 0;
    Descriptor handle;
    Descriptor lifeline;
    // written by the keeper before `over`
    siginfo_t status = {};
    bool status_known = false;
};

}  // namespace
