// What user code may leave of the memory of its process: mappings of others, such as shared memory and libraries, that it has taken
// away, closed or replaced; memory that it keeps or has locked; and whether there are enough mappings left.

#pragma once

#include <cstddef>
#include <cstdint>
#include <cstdio>
#include <cstdlib>
#include <cstring>

#include <fcntl.h>
#include <sys/mman.h>
#include <unistd.h>

namespace {

constexpr int FEW_SPARE = 16;

// What a process keeps of its own memory beyond what it had: the Java heap is half of that at most.
constexpr long KEPT_KIB = 1 << 20;

ssize_t read_start(const char *path, char *room, size_t size) {
    const int file = open(path, O_RDONLY | O_CLOEXEC);
    if (file < 0) {
        return -1;
    }
    const ssize_t length = read(file, room, size);
    close(file);
    return length;
}

constexpr const char *OUT_OF_MEMORY_SCORE = "/proc/self/oom_score_adj";

int out_of_memory_score() {
    char text[16] = {};
    return read_start(OUT_OF_MEMORY_SCORE, text, sizeof text - 1) > 0 ? static_cast<int>(strtol(text, nullptr, 10)) : 0;
}

// Where it is refused, the system chooses by size, as ever.
void raise_out_of_memory_score(int more) {
    constexpr int MOST = 1000;
    const int file = open(OUT_OF_MEMORY_SCORE, O_WRONLY | O_CLOEXEC);
    if (file >= 0) {
        const int score = out_of_memory_score() + more;
        dprintf(file, "%d", score < MOST ? score : MOST);
        close(file);
    }
}

// Every second page made another kind of page needs a mapping of its own for each.
bool has_mappings(int wanted) {
    constexpr size_t PAGE = 65536;
    const size_t size = (static_cast<size_t>(wanted) + 1) * PAGE;
    char *pages = static_cast<char *>(mmap(nullptr, size, PROT_NONE, MAP_PRIVATE | MAP_ANONYMOUS | MAP_NORESERVE, -1, 0));
    if (pages == MAP_FAILED) {
        return false;
    }
    bool enough = true;
    for (int i = 1; i < wanted && enough; i += 2) {
        enough = mprotect(pages + i * PAGE, PAGE, PROT_READ | PROT_WRITE) == 0;
    }
    munmap(pages, size);
    return enough;
}

// Mappings are mostly added with address space, so few are only tried out after that has changed: that costs most of all here.
bool has_memory(int wanted) {
    static long size_then = -1;
    char text[32] = {};
    const long size = read_start("/proc/self/statm", text, sizeof text - 1) > 0 ? strtol(text, nullptr, 10) : -1;
    const bool enough = has_mappings(size == size_then && size >= 0 && wanted <= FEW_SPARE ? 1 : wanted);
    size_then = enough ? size : -1;
    return enough;
}

// Pages of its own that a process has in memory, and those that it has locked there, in KiB.
struct Resident {
    long own, locked;

    static Resident now() {
        char text[4096] = {};
        if (read_start("/proc/self/status", text, sizeof text - 1) <= 0) {
            return {};
        }
        return {number(text, "RssAnon:"), number(text, "VmLck:")};
    }

private:
    static long number(const char *text, const char *name) {
        const char *place = strstr(text, name);
        return place == nullptr ? 0 : strtol(place + strlen(name), nullptr, 10);
    }
};

// The mappings of files that were there before any user code: libraries of the system and of Java, shared memory, caches. Nobody
// changes them afterwards; of anonymous memory Java changes much.
class FileMappings {
public:
    void remember() {
        count = 0;
        for (Lines lines; count < MOST && lines.next(all[count]);) {
            count += all[count].inode != 0;
        }
    }

    // Both are in the order of their addresses.
    bool still_there() const {
        size_t seen = 0;
        Mapping now;
        for (Lines lines; seen < count && lines.next(now);) {
            if (now.start > all[seen].start) {
                return false;
            }
            seen += now == all[seen];
        }
        return seen == count;
    }

private:
    static constexpr size_t MOST = 1024;

    struct Mapping {
        uint64_t start, end, inode;
        char access[4];

        bool operator==(const Mapping &other) const {
            return start == other.start && end == other.end && inode == other.inode && memcmp(access, other.access, sizeof access) == 0;
        }
    };

    // Lines of /proc/self/maps: start-end access offset device inode name. A name is as long as a path may be, and of no interest.
    class Lines {
    public:
        Lines() : file(open("/proc/self/maps", O_RDONLY | O_CLOEXEC)) {}

        ~Lines() {
            if (file >= 0) {
                close(file);
            }
        }

        Lines(const Lines &) = delete;
        Lines &operator=(const Lines &) = delete;

        bool next(Mapping &mapping) {
            mapping = {};
            if (!number(mapping.start, 16) || !number(mapping.end, 16)) {
                return false;
            }
            for (char &right : mapping.access) {
                right = static_cast<char>(character());
            }
            uint64_t ignored;
            return character() == ' ' && number(ignored, 16) && number(ignored, 16) && number(ignored, 16)  // offset, two of a device
                   && number(mapping.inode, 10) && skip_line();
        }

    private:
        const int file;
        char room[8192];
        ssize_t length = 0, place = 0;
        int last = 0;

        int character() {
            if (place == length) {
                length = file < 0 ? 0 : read(file, room, sizeof room);
                place = 0;
            }
            return last = place < length ? room[place++] : EOF;
        }

        // And one character behind it.
        bool number(uint64_t &value, unsigned base) {
            value = 0;
            for (int c = character(); c != EOF; c = character()) {
                const unsigned digit = c <= '9' ? static_cast<unsigned>(c - '0') : static_cast<unsigned>(c - 'a' + 10);
                if (digit >= base) {
                    return true;
                }
                value = value * base + digit;
            }
            return false;
        }

        bool skip_line() {
            while (last != '\n' && last != EOF) {
                character();
            }
            return last == '\n';
        }
    };

    Mapping all[MOST];
    size_t count = 0;
};

}  // namespace
