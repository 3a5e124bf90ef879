// Orchestrations that keep their own library in the process.

#include <dlfcn.h>

#include <cstdint>
#include <thread>

#include "task_args.h"

namespace {

struct Destroyed {
    ~Destroyed() { destroyed = true; }
    volatile bool destroyed = false;
};

void reopen(int mode) {
    Dl_info self;
    dladdr(reinterpret_cast<void *>(reopen), &self);
    dlopen(self.dli_fname, RTLD_LAZY | RTLD_NOLOAD | mode);
}

// An object of a thread that ends when the word that the scalar points to is 2; the word is 1 when the object is there.
void start_thread(uint32_t *word) {
    std::thread([word] {
        thread_local Destroyed object;
        object.destroyed = false;
        __atomic_store_n(word, 1u, __ATOMIC_RELEASE);
        while (__atomic_load_n(word, __ATOMIC_ACQUIRE) != 2) {
            std::this_thread::yield();
        }
    }).detach();
    while (__atomic_load_n(word, __ATOMIC_ACQUIRE) != 1) {
        std::this_thread::yield();
    }
}

} // namespace

extern "C" int hbg_reopens(void *, const ChipStorageTaskArgs &) { return reopen(0), 0; }
extern "C" void trb_reopens(const ChipStorageTaskArgs &) { reopen(0); }
extern "C" int hbg_stays(void *, const ChipStorageTaskArgs &) { return reopen(RTLD_NODELETE), 0; }
extern "C" void trb_stays(const ChipStorageTaskArgs &) { reopen(RTLD_NODELETE); }
extern "C" int hbg_thread(void *, const ChipStorageTaskArgs &args) {
    return start_thread(reinterpret_cast<uint32_t *>(args.scalar(0))), 0;
}
extern "C" void trb_thread(const ChipStorageTaskArgs &args) {
    start_thread(reinterpret_cast<uint32_t *>(args.scalar(0)));
}
