// Callables of the planted runtime, and the layouts that it shares with its callers.

#pragma once

#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <cstring>
#include <map>
#include <stdexcept>
#include <string>
#include <vector>

#include <dlfcn.h>
#include <unistd.h>

#include "planted_faults.h"

namespace {

#if GENERATION == 1
constexpr size_t SIG_SLOTS = 64, SIG_COUNT = 256, BINARY_SIZE = 260, FUNC_NAME = 264, CHILD_IDS = 332, CHILD_OFFSETS = 4428,
                 CHILD_COUNT = 8524, STORAGE = 8596, CORE_SIZE = 68, CORE_BINARY = 128;
constexpr size_t TENSOR = 40, TENSOR_COUNT = 3584, RUNTIME_SIZE = 22336;
#else
constexpr size_t SIG_SLOTS = 256, SIG_COUNT = 1024, BINARY_SIZE = 1028, FUNC_NAME = 1032, CHILD_IDS = 1100, CHILD_OFFSETS = 5196,
                 CHILD_COUNT = 9292, STORAGE = 9376, CORE_SIZE = 132, CORE_BINARY = 192;
constexpr size_t TENSOR = 128, TENSOR_COUNT = 33792, SCALARS = 32768, RUNTIME_SIZE = 48576;
#endif

int32_t i32(const uint8_t *at) {
    int32_t value;
    memcpy(&value, at, sizeof value);
    return value;
}

// A library of some bytes, by a file in the folder for temporary files.
class Library {
public:
    Library(const uint8_t *bytes, size_t size) {
        const char *folder = getenv("TMPDIR");
        std::string path = std::string(folder != nullptr ? folder : "/tmp") + "/planted_XXXXXX";
        const int fd = mkstemp(path.data());
        if (fd < 0 || write(fd, bytes, size) != static_cast<ssize_t>(size)) {
            throw std::runtime_error("cannot write " + path);
        }
        close(fd);
        handle = dlopen(path.c_str(), RTLD_NOW | RTLD_LOCAL);
        const char *error = handle == nullptr ? dlerror() : "";
        const std::string text = error != nullptr ? error : "";
        unlink(path.c_str());
        if (handle == nullptr) {
            throw std::runtime_error(text);
        }
    }
    ~Library() { dlclose(handle); }
    Library(const Library &) = delete;
    Library &operator=(const Library &) = delete;

    template <typename Function>
    Function *find(const char *name, bool required = true) const {
        void *address = dlsym(handle, name);
        if (address == nullptr && required) {
            throw std::runtime_error(std::string("no symbol ") + name);
        }
        return reinterpret_cast<Function *>(address);
    }

private:
    void *handle;
};

uint32_t subblock_id() { return 0; }
void *pipe_state(uint64_t key, size_t size) {
    static std::map<uint64_t, std::vector<uint8_t>> states;
    std::vector<uint8_t> &state = states[key];
    if (state.empty()) {
        state.resize(size);
    }
    return state.data();
}

using Kernel = void(int64_t *args);

struct Callable {
    std::vector<int32_t> signature;
    Library *orchestration = nullptr;
    std::string entry;
    std::map<int32_t, Library *> kernels;

    explicit Callable(const uint8_t *image) {
        signature.resize(static_cast<size_t>(i32(image + SIG_COUNT)));
        memcpy(signature.data(), image, signature.size() * sizeof(int32_t));
        entry = reinterpret_cast<const char *>(image + FUNC_NAME);
        orchestration = new Library(image + STORAGE, static_cast<size_t>(i32(image + BINARY_SIZE)));
        for (int32_t i = 0; i < i32(image + CHILD_COUNT); i++) {
            const uint8_t *child = image + STORAGE + static_cast<uint32_t>(i32(image + CHILD_OFFSETS + 4 * i));
            auto *kernel = new Library(child + CORE_BINARY, static_cast<size_t>(i32(child + CORE_SIZE)));
            kernels[i32(image + CHILD_IDS + 4 * i)] = kernel;
            if (auto *hooks = kernel->find<void(void *, void *)>("pto_sim_register_hooks", false)) {
                hooks(reinterpret_cast<void *>(subblock_id), reinterpret_cast<void *>(pipe_state));
            }
        }
    }
    ~Callable() {
        delete orchestration;
        for (auto &kernel : kernels) {
            delete kernel.second;
        }
    }
    Callable(const Callable &) = delete;
    Callable &operator=(const Callable &) = delete;

    Kernel *kernel(int32_t id) const {
        const auto found = kernels.find(id);
        if (found == kernels.end()) {
            throw std::runtime_error("no kernel " + std::to_string(id));
        }
        return found->second->find<Kernel>("kernel_entry");
    }
};

}  // namespace
