// What a run of the vector example comes to at least: its kernels and its copies, with no queue, no thread and no check; and a loop that
// only spins, which shows what the machine does to whoever runs on it.

#include <cstdint>
#include <cstring>
#include <ctime>
#include <memory>
#include <dlfcn.h>

namespace {

using Kernel = void (*)(int64_t *);

constexpr int64_t ELEMENTS = 16384;
constexpr size_t BYTES = ELEMENTS * sizeof(float);

int64_t now() {
    timespec time{};
    clock_gettime(CLOCK_MONOTONIC, &time);
    return time.tv_sec * 1'000'000'000 + time.tv_nsec;
}

Kernel kernel_of(const char *library) {
    void *handle = dlopen(library, RTLD_NOW);
    return handle != nullptr ? reinterpret_cast<Kernel>(dlsym(handle, "kernel_entry")) : nullptr;
}

int64_t bits(float value) {
    int64_t word = 0;
    std::memcpy(&word, &value, sizeof value);
    return word;
}

struct alignas(64) Vector {
    float values[ELEMENTS];
};

int64_t address(Vector &vector) { return reinterpret_cast<int64_t>(vector.values); }

void call(Kernel kernel, int64_t first, int64_t second, int64_t out) {
    int64_t args[] = {first, second, out, ELEMENTS};
    kernel(args);
}

} // namespace

// Time as many rounds, with five tasks and all tensors copied both ways as in tensormap_and_ringbuffer, or with four tasks and only what
// is used copied as in host_build_graph. Returns 0, or -1 if a library has no kernel.
extern "C" int64_t run_floor(const char *add_library, const char *add_scalar_library, const char *mul_library, int64_t all, int64_t rounds,
                             int64_t *nanos) {
    const Kernel add = kernel_of(add_library);
    const Kernel add_scalar = kernel_of(add_scalar_library);
    const Kernel mul = kernel_of(mul_library);
    if (add == nullptr || add_scalar == nullptr || mul == nullptr) {
        return -1;
    }
    const auto host = std::make_unique<Vector[]>(3);
    const auto device = std::make_unique<Vector[]>(7);
    for (int64_t round = 0; round < rounds; ++round) {
        const int64_t begin = now();
        for (int i = 0; i < (all != 0 ? 3 : 2); ++i) {
            std::memcpy(device[i].values, host[i].values, BYTES);
        }
        call(add, address(device[0]), address(device[1]), address(device[3]));
        call(add_scalar, address(device[3]), bits(1), address(device[4]));
        call(add_scalar, address(device[3]), bits(2), address(device[5]));
        if (all != 0) {
            call(mul, address(device[4]), address(device[5]), address(device[6]));
            call(add, address(device[6]), address(device[3]), address(device[2]));
        } else {
            call(mul, address(device[4]), address(device[5]), address(device[2]));
        }
        for (int i = all != 0 ? 0 : 2; i < 3; ++i) {
            std::memcpy(host[i].values, device[i].values, BYTES);
        }
        nanos[round] = now() - begin;
    }
    return 0;
}

// Time as many rounds of so many steps, each of which needs the result of the one before.
extern "C" int64_t spin(int64_t steps, int64_t rounds, int64_t *nanos) {
    volatile uint64_t result = 1;
    for (int64_t round = 0; round < rounds; ++round) {
        const int64_t begin = now();
        uint64_t value = result;
        for (int64_t step = 0; step < steps; ++step) {
            value = value * 6364136223846793005u + 1442695040888963407u;
        }
        result = value;
        nanos[round] = now() - begin;
    }
    return 0;
}
