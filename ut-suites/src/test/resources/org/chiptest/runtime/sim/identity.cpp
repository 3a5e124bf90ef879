// Finds the runtime in each of the ways that there are, meets the other kernels of its block in memory that they share, and
// records what it was told. Arguments: where to record, number of the task, blocks of each task, kernels of each block.

#include <dlfcn.h>
#include <sched.h>

#include <cstddef>
#include <cstdint>

namespace {

struct Record {
    int64_t cookie;
    int64_t cookies_are_equal;
    int64_t block;
    int64_t subblock;
    int64_t subblocks;
    int64_t lane;
    int64_t pipe;
    int64_t hooks_are_global;
};

struct Meeting {
    int64_t arrived;
    int64_t ready;
    int64_t cookies[3];
};

uint32_t (*hooked_subblock_id)();
void *(*hooked_pipe_state)(uint64_t, size_t);

template <typename Function>
Function *global(const char *name) {
    return reinterpret_cast<Function *>(dlsym(RTLD_DEFAULT, name));
}

} // namespace

extern "C" void pto_sim_register_hooks(void *get_subblock_id, void *get_pipe_shared_state) {
    hooked_subblock_id = reinterpret_cast<uint32_t (*)()>(get_subblock_id);
    hooked_pipe_state = reinterpret_cast<void *(*)(uint64_t, size_t)>(get_pipe_shared_state);
}

extern "C" void kernel_entry(int64_t *args) {
    static auto *const storage = global<void *(const char *, size_t)>("pto_cpu_sim_get_shared_storage");
    static auto *const cookie = global<uint64_t()>("pto_cpu_sim_get_task_cookie");
    static auto *const context = global<void(uint32_t *, uint32_t *, uint32_t *)>("pto_cpu_sim_get_execution_context");
    static auto *const set_context = global<void(uint32_t, uint32_t, uint32_t)>("pto_cpu_sim_set_execution_context");
    static auto *const subblock_id = global<uint32_t()>("pto_sim_get_subblock_id");
    static auto *const pipe_state = global<void *(uint64_t, size_t)>("pto_sim_get_pipe_shared_state");

    uint32_t block = 0;
    uint32_t subblock = 0;
    uint32_t subblocks = 0;
    context(&block, &subblock, &subblocks);
    set_context(1000, 2000, 0); // what this call leaves must not be seen by the next one
    auto *meeting = static_cast<Meeting *>(storage("the same key for everyone", sizeof(Meeting)));
    const int64_t place = __atomic_fetch_add(&meeting->arrived, 1, __ATOMIC_ACQ_REL);
    meeting->cookies[place] = static_cast<int64_t>(cookie());
    __atomic_fetch_add(&meeting->ready, 1, __ATOMIC_ACQ_REL);
    while (__atomic_load_n(&meeting->ready, __ATOMIC_ACQUIRE) < args[3]) {
        sched_yield();
    }
    bool equal = true;
    for (int64_t i = 0; i < args[3]; ++i) {
        equal = equal && meeting->cookies[i] == meeting->cookies[0];
    }
    uint32_t set = 0;
    context(&set, nullptr, nullptr);
    Record &record = reinterpret_cast<Record *>(args[0])[(args[1] * args[2] + block) * args[3] + place];
    record.cookie = meeting->cookies[place];
    record.cookies_are_equal = equal && set == 1000 && storage(nullptr, 8) == nullptr && storage("none", 0) == nullptr;
    record.block = block;
    record.subblock = subblock;
    record.subblocks = subblocks;
    record.lane = subblock_id();
    record.pipe = reinterpret_cast<int64_t>(pipe_state(7, 64));
    record.hooks_are_global = hooked_subblock_id == subblock_id && hooked_pipe_state == pipe_state;
}
