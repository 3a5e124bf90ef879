// The operations of host_build_graph, in the order of its table, which orchestrations call through their runtime.

#pragma once

#include <cstddef>
#include <cstdint>

#include "exports.h"
#include "operations.h"
#include "words.h"

namespace {

int32_t hbg_add_task(RuntimeObject *rt, uint64_t *args, int32_t count, int32_t func_id, int32_t core_type) {
    return static_cast<int32_t>(ask(&Upcalls::hbg_add_task, -1, rt, args, count, func_id, core_type));
}

int32_t hbg_set_tensor_info(RuntimeObject *rt, int32_t task, const void *info, int32_t count) {
    return static_cast<int32_t>(ask(&Upcalls::hbg_set_tensor_info, -1, rt, task, info, count));
}

void hbg_add_successor(RuntimeObject *rt, int32_t from, int32_t to) { ask(&Upcalls::hbg_add_successor, 0, rt, from, to); }

void hbg_record_tensor_pair(RuntimeObject *rt, void *host, void *device, size_t size) {
    ask(&Upcalls::hbg_record_tensor_pair, 0, rt, host, device, size);
}

int32_t hbg_get_task_count(RuntimeObject *rt) { return static_cast<int32_t>(ask(&Upcalls::hbg_get_task_count, 0, rt)); }

void hbg_print_runtime(RuntimeObject *rt) { ask(&Upcalls::hbg_print_runtime, 0, rt); }

void *hbg_device_malloc(RuntimeObject *rt, size_t size) {
    return reinterpret_cast<void *>(ask(&Upcalls::hbg_device_malloc, 0, rt, size));
}

void hbg_device_free(RuntimeObject *rt, void *address) { ask(&Upcalls::hbg_device_free, 0, rt, address); }

int32_t hbg_copy_to_device(RuntimeObject *rt, void *device, const void *host, size_t size) {
    return static_cast<int32_t>(ask(&Upcalls::hbg_copy_to_device, -1, rt, device, host, size));
}

struct HbgOperations {
    decltype(&hbg_add_task) add_task;
    decltype(&hbg_set_tensor_info) set_tensor_info;
    decltype(&hbg_add_successor) add_successor;
    decltype(&hbg_record_tensor_pair) record_tensor_pair;
    decltype(&hbg_get_task_count) get_task_count;
    decltype(&hbg_print_runtime) print_runtime;
    decltype(&hbg_device_malloc) device_malloc;
    decltype(&hbg_device_free) device_free;
    decltype(&hbg_copy_to_device) copy_to_device;
};
static_assert(sizeof(HbgOperations) == 72);

constexpr HbgOperations HBG_OPERATIONS = {
    hbg_add_task,      hbg_set_tensor_info, hbg_add_successor, hbg_record_tensor_pair, hbg_get_task_count,
    hbg_print_runtime, hbg_device_malloc,   hbg_device_free,   hbg_copy_to_device,
};

}  // namespace

int64_t chiptest_hbg_operations(int64_t, int64_t, int64_t, int64_t) noexcept { return word(&HBG_OPERATIONS); }
