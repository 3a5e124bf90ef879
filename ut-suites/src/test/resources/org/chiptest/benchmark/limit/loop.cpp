// The bare calls that a graph comes to: no queue, no thread, no check.

#include <cstdint>
#include <ctime>
#include <dlfcn.h>

// Call the kernel of a library again and again; return the nanoseconds, or -1 if there is none.
extern "C" int64_t call_in_a_loop(const char *library, int64_t calls, int64_t steps) {
    void *handle = dlopen(library, RTLD_NOW);
    if (handle == nullptr) {
        return -1;
    }
    const auto kernel = reinterpret_cast<void (*)(int64_t *)>(dlsym(handle, "kernel_entry"));
    if (kernel == nullptr) {
        return -1;
    }
    timespec begin{};
    timespec end{};
    clock_gettime(CLOCK_MONOTONIC, &begin);
    for (int64_t call = 0; call < calls; ++call) {
        int64_t args[] = {steps};
        kernel(args);
    }
    clock_gettime(CLOCK_MONOTONIC, &end);
    dlclose(handle);
    return (end.tv_sec - begin.tv_sec) * 1'000'000'000 + (end.tv_nsec - begin.tv_nsec);
}
