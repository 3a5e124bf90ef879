// What an orchestration knows as its runtime, and the way of its operations into Java.
// Java gives the shim its side of all operations once; the tables of both runtimes stand on this.

#pragma once

#include <cstddef>
#include <cstdint>
#include <stdexcept>

#include "call_frame.h"
#include "exports.h"
#include "user_code.h"
#include "words.h"

namespace {

// What an orchestration knows as its runtime: the table of operations, then the mode of the next scope, then our own part.
struct alignas(64) RuntimeObject {
    const void *operations;
    uint8_t pending_scope_mode;
    alignas(8) uint32_t stopped;  // not 0: the run has failed or is over, operations have no effect
};
static_assert(sizeof(RuntimeObject) == 64);
static_assert(offsetof(RuntimeObject, pending_scope_mode) == 8);
static_assert(offsetof(RuntimeObject, stopped) == 16);

// Every operation that reaches Java has this one signature: the index of the runtime object, then up to four words.
using Upcall = int64_t (*)(int64_t slot, int64_t a, int64_t b, int64_t c, int64_t d);

struct Upcalls {
    Upcall hbg_add_task;
    Upcall hbg_set_tensor_info;
    Upcall hbg_add_successor;
    Upcall hbg_record_tensor_pair;
    Upcall hbg_get_task_count;
    Upcall hbg_print_runtime;
    Upcall hbg_device_malloc;
    Upcall hbg_device_free;
    Upcall hbg_copy_to_device;
    Upcall trb_submit_task;
    Upcall trb_scope_begin;
    Upcall trb_scope_end;
    Upcall trb_orchestration_done;
    Upcall trb_report_fatal;
    Upcall trb_log;
    Upcall trb_get_tensor_data;
    Upcall trb_set_tensor_data;
    Upcall trb_alloc_tensors;
    Upcall trb_submit_dummy_task;
};
static_assert(sizeof(Upcalls) == 19 * sizeof(Upcall));

Upcalls upcalls;
RuntimeObject *objects = nullptr;
uintptr_t objects_size = 0;

// A pointer from user code is believed only if it is one of the objects that Java made.
int64_t slot_of(const RuntimeObject *rt) {
    uintptr_t offset = reinterpret_cast<uintptr_t>(rt) - reinterpret_cast<uintptr_t>(objects);
    if (offset >= objects_size || offset % sizeof(RuntimeObject) != 0) {
        throw std::invalid_argument("operation called with a pointer that is no runtime of this process");
    }
    return static_cast<int64_t>(offset / sizeof(RuntimeObject));
}

bool is_stopped(const RuntimeObject *rt) { return __atomic_load_n(&rt->stopped, __ATOMIC_ACQUIRE) != 0; }

// Ask Java; `stopped_value` is the answer once the run has stopped. What Java cannot do it remembers, and stops the run.
template <typename... Words>
int64_t ask(Upcall Upcalls::*operation, int64_t stopped_value, RuntimeObject *rt, Words... words) {
    const int64_t slot = slot_of(rt);
    if (is_stopped(rt)) {
        return stopped_value;
    }
    int64_t all[4] = {word(words)...};
    const JavaCode java;
    return (upcalls.*operation)(slot, all[0], all[1], all[2], all[3]);
}

}  // namespace

// Give the shim what Java has made for it, once per process: the operations and `count` runtime objects.
int64_t chiptest_install(int64_t operations, int64_t first, int64_t count, int64_t) noexcept {
    upcalls = *pointer<const Upcalls>(operations);
    objects = pointer<RuntimeObject>(first);
    objects_size = static_cast<uintptr_t>(count) * sizeof(RuntimeObject);
    return 0;
}
