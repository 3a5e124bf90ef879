// Memory without a name that the worker maps too: a sparse memory file that can neither shrink nor grow, whoever has it open.

#pragma once

#include <cerrno>
#include <cstdint>
#include <string>

#include <fcntl.h>
#include <sys/mman.h>
#include <unistd.h>

#include "messages.h"

namespace {

// A descriptor that nobody else closes. It is never one of the standard streams, which a host program may have closed.
class Descriptor {
public:
    Descriptor() = default;
    explicit Descriptor(int opened) : number(opened) {
        if (number >= 0 && number <= STDERR_FILENO) {
            const int higher = fcntl(number, F_DUPFD_CLOEXEC, STDERR_FILENO + 1);
            ::close(number);
            number = higher;
        }
    }
    Descriptor(Descriptor &&other) noexcept : number(other.number) { other.number = -1; }
    Descriptor &operator=(Descriptor &&other) noexcept {
        close();
        number = other.number;
        other.number = -1;
        return *this;
    }
    ~Descriptor() { close(); }

    Descriptor(const Descriptor &) = delete;
    Descriptor &operator=(const Descriptor &) = delete;

    int get() const { return number; }

    void close() {
        if (number >= 0) {
            ::close(number);
            number = -1;
        }
    }

private:
    int number = -1;
};

class MemoryFile {
public:
    static constexpr int SEALS = F_SEAL_SHRINK | F_SEAL_GROW | F_SEAL_SEAL;

    MemoryFile(const char *name, uint64_t bytes) : descriptor(memfd_create(name, MFD_CLOEXEC | MFD_ALLOW_SEALING)), length(bytes) {
        if (descriptor.get() < 0 || ftruncate(descriptor.get(), static_cast<off_t>(bytes)) != 0
            || fcntl(descriptor.get(), F_ADD_SEALS, SEALS) != 0) {
            throw Failure(refused(name, errno));
        }
        map(name);
    }

    // The memory file of another process, opened by this one.
    MemoryFile(Descriptor &&opened, const char *name, uint64_t bytes) : descriptor(std::move(opened)), length(bytes) { map(name); }

    ~MemoryFile() { munmap(start, length); }

    MemoryFile(const MemoryFile &) = delete;
    MemoryFile &operator=(const MemoryFile &) = delete;

    int number() const { return descriptor.get(); }
    void close_descriptor() { descriptor.close(); }
    uint64_t size() const { return length; }
    uint8_t *at(uint64_t offset) const { return start + offset; }

    // Give back what a call has used, from the beginning, if it was much: getting pages again costs more than a few of them do.
    void settle(uint64_t used) const {
        if (used > KEPT_BYTES) {
            madvise(start, used & ~(PAGE_BYTES - 1), MADV_REMOVE);
        }
    }

private:
    static constexpr uint64_t KEPT_BYTES = 64 << 20;
    static constexpr uint64_t PAGE_BYTES = 4096;

    // A copy of the host program does not get the memory: it would answer, and read, what is not its own.
    void map(const char *name) {
        void *address = mmap(nullptr, length, PROT_READ | PROT_WRITE, MAP_SHARED | MAP_NORESERVE, descriptor.get(), 0);
        if (address == MAP_FAILED) {
            throw Failure(refused(name, errno));
        }
        start = static_cast<uint8_t *>(address);
        madvise(start, length, MADV_DONTFORK);
    }

    std::string refused(const char *name, int error) const {
        return text("cannot make the shared memory %s of %llu bytes: %s; it takes a descriptor (ulimit -n) and address space (ulimit -v)",
            name, static_cast<unsigned long long>(length), system_words(error).c_str());
    }

    Descriptor descriptor;
    uint64_t length;
    uint8_t *start = nullptr;
};

}  // namespace
