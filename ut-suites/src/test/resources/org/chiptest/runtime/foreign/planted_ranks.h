// How chips of the planted runtime that are a group meet.

#pragma once

#include <atomic>
#include <cstddef>
#include <cstdint>
#include <cstdio>
#include <string>

#include <fcntl.h>
#include <sys/mman.h>
#include <unistd.h>

#include "planted_context.h"
#include "planted_faults.h"

namespace {
// Ranks meet in a file of the name that they are given: counts, then the windows.
struct Meeting {
    std::atomic<int> joined, left, arrived, phase;
};
constexpr size_t WINDOWS_AT = 4096;

struct Rank {
    int rank, ranks;
    std::string path;
    Meeting *meeting = nullptr;
    size_t window_bytes = 0;
    uint64_t context[132] = {};

    uint8_t *window(int of) const { return reinterpret_cast<uint8_t *>(meeting) + WINDOWS_AT + static_cast<size_t>(of) * window_bytes; }

    static void wait(const std::atomic<int> &word, int value) {
        while (word.load() < value) usleep(1000);
    }
};

char the_stream;

bool enter_comm(const char *function, int *code) {
    if (told("tell-comm")) fprintf(stderr, "comm: %s\n", function);
    return enter(function, code);
}
}  // namespace

API int ensure_acl_ready_ctx(Context *context, int device) {
    int code = 0;
    if (!enter_comm("ensure_acl_ready_ctx", &code)) return code;
    return device == context->device ? 0 : fail("ensure_acl_ready_ctx", "device");
}
API void *create_comm_stream_ctx(Context *) {
    int code = 0;
    return enter_comm("create_comm_stream_ctx", &code) && told("streams") ? &the_stream : nullptr;
}
API int destroy_comm_stream_ctx(Context *, void *stream) {
    int code = 0;
    if (!enter_comm("destroy_comm_stream_ctx", &code)) return code;
    return stream == &the_stream ? 0 : fail("destroy_comm_stream_ctx", "no stream");
}
API void *comm_init(int rank, int ranks, void *stream, const char *path) {
    int code = 0;
    if (!enter_comm("comm_init", &code)) return nullptr;
    if (rank < 0 || rank >= ranks || ranks > 64 || path == nullptr || (told("streams") && stream != &the_stream)) {
        fail("comm_init", "rank, stream or path");
        return nullptr;
    }
    return new Rank{rank, ranks, path};
}
API int comm_alloc_windows(Rank *rank, size_t bytes, uint64_t *context) {
    int code = 0;
    if (!enter_comm("comm_alloc_windows", &code)) return code;
    if (told("no-context")) return 0;
    const int file = open(rank->path.c_str(), O_RDWR | O_CREAT | O_CLOEXEC, 0600);
    const size_t size = WINDOWS_AT + static_cast<size_t>(rank->ranks) * bytes;
    if (file < 0 || ftruncate(file, static_cast<off_t>(size)) != 0) return fail("comm_alloc_windows", rank->path);
    rank->meeting = static_cast<Meeting *>(mmap(nullptr, size, PROT_READ | PROT_WRITE, MAP_SHARED, file, 0));
    close(file);
    rank->window_bytes = bytes;
    reinterpret_cast<uint32_t *>(rank->context)[4] = static_cast<uint32_t>(rank->rank);
    reinterpret_cast<uint32_t *>(rank->context)[5] = static_cast<uint32_t>(rank->ranks);
    rank->context[3] = bytes;
    for (int i = 0; i < rank->ranks; i++) {
        rank->context[4 + i] = rank->context[68 + i] = reinterpret_cast<uint64_t>(rank->window(i));
    }
    rank->meeting->joined++;
    Rank::wait(rank->meeting->joined, rank->ranks);
    *context = reinterpret_cast<uint64_t>(rank->context);
    return 0;
}
API int comm_get_local_window_base(const Rank *rank, uint64_t *base) {
    int code = 0;
    if (!enter_comm("comm_get_local_window_base", &code)) return code;
    *base = reinterpret_cast<uint64_t>(rank->window(rank->rank));
    return 0;
}
API int comm_get_window_size(const Rank *rank, size_t *bytes) {
    int code = 0;
    if (!enter_comm("comm_get_window_size", &code)) return code;
    *bytes = told("small-window") ? 1 : rank->window_bytes;
    return 0;
}
API int comm_barrier(Rank *rank) {
    int code = 0;
    if (!enter_comm("comm_barrier", &code)) return code;
    const int phase = rank->meeting->phase;
    if (++rank->meeting->arrived == rank->ranks) {
        rank->meeting->arrived = 0;
        rank->meeting->phase++;
    }
    Rank::wait(rank->meeting->phase, phase + 1);
    return 0;
}
// A rank that leaves waits until all do.
API int comm_destroy(Rank *rank) {
    int code = 0;
    if (!enter_comm("comm_destroy", &code)) return code;
    rank->meeting->left++;
    Rank::wait(rank->meeting->left, rank->ranks);
    delete rank;
    return 0;
}
