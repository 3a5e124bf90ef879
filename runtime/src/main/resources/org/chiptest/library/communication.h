// Chips of several contexts that talk to each other: how they find the memory that their windows lie in. The first one makes it, and
// says where in the file by whose name the group goes; everything else is done by the workers.

#pragma once

#include <cerrno>
#include <cstdint>
#include <cstdio>
#include <ctime>
#include <memory>
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

// The file of a group, held so that nobody else reads or writes it.
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
        std::unique_ptr<MemoryFile> found = find(group);
        return found != nullptr ? std::move(found) : make(group);
    }

private:
    static constexpr int PAUSE_MILLIS = 5;
    static constexpr const char *FORM = "chiptest windows 1 pid %d descriptor %d inode %llu\n";

    std::unique_ptr<MemoryFile> find(const Group &group) const {
        char content[256] = {};
        int pid = 0, number = 0;
        unsigned long long inode = 0;
        if (pread(file.get(), content, sizeof content - 1, 0) <= 0 || sscanf(content, FORM, &pid, &number, &inode) != 3) {
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
        const uint32_t ranks = word<uint32_t>(*memory, protocol::WINDOWS_RANKS);
        const uint64_t bytes = word<uint64_t>(*memory, protocol::WINDOWS_SIZE);
        if (ranks != group.ranks || bytes != group.window_bytes || memory->size() < size(group)) {
            throw Failure(text("the group of %s has %u ranks with windows of %llu bytes, not %u with %llu bytes; all its ranks say the same",
                path.c_str(), ranks, static_cast<unsigned long long>(bytes), group.ranks,
                static_cast<unsigned long long>(group.window_bytes)));
        }
        return memory;
    }

    std::unique_ptr<MemoryFile> make(const Group &group) {
        auto memory = std::make_unique<MemoryFile>("chiptest-windows", size(group));
        *reinterpret_cast<uint32_t *>(memory->at(protocol::WINDOWS_RANKS)) = group.ranks;
        *reinterpret_cast<uint64_t *>(memory->at(protocol::WINDOWS_SIZE)) = group.window_bytes;
        *reinterpret_cast<uint64_t *>(memory->at(protocol::WINDOWS_MAGIC)) = protocol::WINDOWS_MAGIC_VALUE;
        struct stat status;
        fstat(memory->number(), &status);
        const std::string content = text(FORM, getpid(), memory->number(), static_cast<unsigned long long>(status.st_ino));
        if (ftruncate(file.get(), 0) != 0
            || pwrite(file.get(), content.data(), content.size(), 0) != static_cast<ssize_t>(content.size())) {
            throw Failure(text("cannot write to %s: %s", path.c_str(), system_words(errno).c_str()));
        }
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
