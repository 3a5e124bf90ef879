// Chips of several contexts that talk to each other: how they find the memory that their windows lie in. The first one makes it, and
// says where in the file by whose name the group goes; everything else is done by the workers.

#pragma once

#include <algorithm>
#include <cerrno>
#include <cstdint>
#include <cstdio>
#include <ctime>
#include <fstream>
#include <map>
#include <memory>
#include <sstream>
#include <string>

#include <fcntl.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

#include "memory_file.h"
#include "messages.h"
#include "protocol.h"

namespace {

// One rank of a group, as the host program has it.
struct Group {
    void *context;
    uint32_t rank;
    uint32_t ranks;
    std::string root_info;
    uint64_t window_bytes = 0;
    uint64_t base = 0;
    bool joined = false;
};

// A process that is to join a group as one of its ranks, in ticks since the system has started: when it began, and when it said so.
struct Announced {
    pid_t process;
    uint64_t begin;
    uint64_t at;
};

uint64_t ticks_now() {
    timespec now;
    clock_gettime(CLOCK_BOOTTIME, &now);
    const auto in_second = static_cast<uint64_t>(sysconf(_SC_CLK_TCK));
    return static_cast<uint64_t>(now.tv_sec) * in_second + static_cast<uint64_t>(now.tv_nsec) * in_second / 1000000000;
}

// When a process began; 0 if it is gone.
uint64_t begin_of(pid_t process) {
    std::ifstream file(text("/proc/%d/stat", process));
    std::string stat;
    std::getline(file, stat);
    // what stands in parentheses may be anything
    std::istringstream words(stat.substr(std::min(stat.size(), stat.rfind(')') + 1)));
    std::string word;
    for (int field = 3; field < 22; field++) {
        words >> word;
    }
    uint64_t begin = 0;
    words >> begin;
    return begin;
}

// The file of a group, held so that nobody else reads or writes it: where the windows are, and who is to join.
class RootInfo {
public:
    explicit RootInfo(const std::string &name) : path(name), file(open(name.c_str(), O_RDWR | O_CREAT | O_CLOEXEC, 0600)) {
        if (file.get() < 0) {
            throw Failure(text("cannot open %s, by which the ranks of a group find each other: %s", path.c_str(), system_words(errno).c_str()));
        }
        int64_t left = static_cast<int64_t>(protocol::GROUP_SECONDS) * 1000 / PAUSE_MILLIS;
        while (flock(file.get(), LOCK_EX | LOCK_NB) != 0) {
            if (errno != EINTR && (errno != EWOULDBLOCK || left-- <= 0)) {
                throw Failure(text("cannot lock %s, by which the ranks of a group find each other: %s", path.c_str(),
                    system_words(errno).c_str()));
            }
            const timespec pause = {0, PAUSE_MILLIS * 1000000};
            nanosleep(&pause, nullptr);
        }
    }

    // Find the memory that an earlier rank has made, or make it. That of a group that this rank has been in, or that has failed, is not
    // for it.
    std::unique_ptr<MemoryFile> windows(const Group &group) {
        std::unique_ptr<MemoryFile> found = open_for(group);
        if (found == nullptr) {
            return make(group);
        }
        require_same(group, *found);
        return found;
    }

    // Say which process is to join as a rank, so that those who wait for it notice its end.
    void announce(const Group &group, pid_t process) {
        const Announced own = {process, begin_of(process), ticks_now()};
        Content content = read();
        content.announced[group.rank] = own;
        write(content);
        if (const std::unique_ptr<MemoryFile> found = open_for(group)) {
            enter(*found, group.rank, own);
        }
    }

private:
    static constexpr int PAUSE_MILLIS = 5;
    static constexpr size_t MOST_BYTES = 16384;
    static constexpr const char *FORM = "chiptest windows 1 pid %d descriptor %d inode %llu\n";
    static constexpr const char *ANNOUNCED_FORM = "rank %u pid %d begin %llu at %llu\n";

    struct Content {
        std::string windows;
        std::map<uint32_t, Announced> announced;
    };

    Content read() const {
        std::string bytes(MOST_BYTES, 0);
        const ssize_t length = pread(file.get(), bytes.data(), bytes.size(), 0);
        std::istringstream lines(bytes.substr(0, length > 0 ? static_cast<size_t>(length) : 0));
        Content content;
        for (std::string line; std::getline(lines, line);) {
            line += '\n';
            unsigned rank = 0;
            int pid = 0, number = 0;
            unsigned long long one = 0, other = 0;
            if (sscanf(line.c_str(), FORM, &pid, &number, &one) == 3) {
                content.windows = line;
            } else if (sscanf(line.c_str(), ANNOUNCED_FORM, &rank, &pid, &one, &other) == 4 && rank < protocol::MAX_RANKS) {
                content.announced[rank] = {pid, one, other};
            }
        }
        return content;
    }

    void write(const Content &content) {
        std::string bytes = content.windows;
        for (const auto &[rank, each] : content.announced) {
            bytes += text(ANNOUNCED_FORM, rank, each.process, static_cast<unsigned long long>(each.begin),
                static_cast<unsigned long long>(each.at));
        }
        if (ftruncate(file.get(), 0) != 0 || pwrite(file.get(), bytes.data(), bytes.size(), 0) != static_cast<ssize_t>(bytes.size())) {
            throw Failure(text("cannot write to %s: %s", path.c_str(), system_words(errno).c_str()));
        }
    }

    // Those who wait look at this entry; a rank that joins writes it anew.
    static void enter(MemoryFile &windows, uint32_t rank, const Announced &who) {
        const uint64_t at = protocol::WINDOWS_PROCESSES + rank * protocol::WINDOWS_PROCESS_BYTES;
        *reinterpret_cast<uint64_t *>(windows.at(at + protocol::WINDOWS_PROCESS_BEGIN)) = who.begin;
        __atomic_store_n(reinterpret_cast<int64_t *>(windows.at(at)), who.process, __ATOMIC_SEQ_CST);
    }

    // Open the memory that an earlier rank has made, if this rank can join there.
    std::unique_ptr<MemoryFile> open_for(const Group &group) const {
        const std::string line = read().windows;
        int pid = 0, number = 0;
        unsigned long long inode = 0;
        if (sscanf(line.c_str(), FORM, &pid, &number, &inode) != 3) {
            return nullptr;
        }
        Descriptor opened(open(text("/proc/%d/fd/%d", pid, number).c_str(), O_RDWR | O_CLOEXEC));
        struct stat status;
        if (opened.get() < 0 || fstat(opened.get(), &status) != 0 || status.st_ino != inode
            || (fcntl(opened.get(), F_GET_SEALS) & MemoryFile::SEALS) != MemoryFile::SEALS
            || static_cast<uint64_t>(status.st_size) < protocol::WINDOWS_AT) {
            return nullptr;  // its program has ended
        }
        auto memory = std::make_unique<MemoryFile>(std::move(opened), "of a group's windows", static_cast<uint64_t>(status.st_size));
        const uint64_t joined = word<uint64_t>(*memory, protocol::WINDOWS_JOINED);
        if (word<uint64_t>(*memory, protocol::WINDOWS_MAGIC) != protocol::WINDOWS_MAGIC_VALUE
            || word<int32_t>(*memory, protocol::WINDOWS_PHASE) < 0 || (joined >> group.rank & 1) != 0) {
            return nullptr;
        }
        return memory;
    }

    void require_same(const Group &group, const MemoryFile &memory) const {
        const uint32_t ranks = word<uint32_t>(memory, protocol::WINDOWS_RANKS);
        const uint64_t bytes = word<uint64_t>(memory, protocol::WINDOWS_SIZE);
        if (ranks != group.ranks || bytes != group.window_bytes || memory.size() < size(group)) {
            throw Failure(text("the group of %s has %u ranks with windows of %llu bytes, not %u with %llu bytes; all its ranks say the same",
                path.c_str(), ranks, static_cast<unsigned long long>(bytes), group.ranks,
                static_cast<unsigned long long>(group.window_bytes)));
        }
    }

    std::unique_ptr<MemoryFile> make(const Group &group) {
        auto memory = std::make_unique<MemoryFile>("chiptest-windows", size(group));
        *reinterpret_cast<uint32_t *>(memory->at(protocol::WINDOWS_RANKS)) = group.ranks;
        *reinterpret_cast<uint64_t *>(memory->at(protocol::WINDOWS_SIZE)) = group.window_bytes;
        *reinterpret_cast<uint64_t *>(memory->at(protocol::WINDOWS_MAGIC)) = protocol::WINDOWS_MAGIC_VALUE;
        // one that had ended before this program began, may be of an earlier group
        const uint64_t own_begin = begin_of(getpid());
        for (const auto &[rank, each] : read().announced) {
            if (rank < group.ranks && (each.at >= own_begin || begin_of(each.process) == each.begin)) {
                enter(*memory, rank, each);
            }
        }
        struct stat status;
        fstat(memory->number(), &status);
        write({text(FORM, getpid(), memory->number(), static_cast<unsigned long long>(status.st_ino)), {}});
        return memory;
    }

    static uint64_t size(const Group &group) {
        uint64_t bytes;
        if (__builtin_mul_overflow(group.window_bytes, static_cast<uint64_t>(group.ranks), &bytes)
            || bytes > static_cast<uint64_t>(INT64_MAX) - protocol::WINDOWS_AT) {
            throw Failure(text("%u windows of %llu bytes are too much memory", group.ranks,
                static_cast<unsigned long long>(group.window_bytes)));
        }
        return protocol::WINDOWS_AT + bytes;
    }

    template <typename Number>
    static Number word(const MemoryFile &memory, uint64_t offset) {
        return __atomic_load_n(reinterpret_cast<const Number *>(memory.at(offset)), __ATOMIC_ACQUIRE);
    }

    std::string path;
    Descriptor file;
};

}  // namespace
