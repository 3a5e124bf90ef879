// Everything that an orchestration of the host_build_graph runtime can say. It runs on the host, adds tasks and edges,
// and returns 0 to have the graph executed.
#pragma once

#include <stddef.h>
#include <stdint.h>

#include "common/core_type.h"
#include "task_args.h"
#include "tensor_info.h"

typedef struct OrchestrationRuntime OrchestrationRuntime;

// The order is the ABI: append, never insert. What each entry does stands at the wrapper of the same name.
typedef struct OrchestrationRuntimeOps {
    int (*add_task)(OrchestrationRuntime *runtime, uint64_t *args, int num_args, int func_id, CoreType core_type);
    int (*set_tensor_info_to_task)(OrchestrationRuntime *runtime, int task_id, const TensorInfo *tensor_info,
                                   int tensor_count);
    void (*add_successor)(OrchestrationRuntime *runtime, int from_task, int to_task);
    void (*record_tensor_pair)(OrchestrationRuntime *runtime, void *host_ptr, void *dev_ptr, size_t size);
    int (*get_task_count)(OrchestrationRuntime *runtime);
    void (*print_runtime)(OrchestrationRuntime *runtime);
    void *(*device_malloc)(OrchestrationRuntime *runtime, size_t size);
    void (*device_free)(OrchestrationRuntime *runtime, void *ptr);
    int (*copy_to_device)(OrchestrationRuntime *runtime, void *dev_ptr, const void *host_ptr, size_t size);
} OrchestrationRuntimeOps;

// The part of the runtime's object that is shared with an orchestration.
struct OrchestrationRuntime {
    const OrchestrationRuntimeOps *ops;
};

static_assert(sizeof(OrchestrationRuntimeOps) == 72, "the ops table has 9 entries");
static_assert(__builtin_offsetof(OrchestrationRuntimeOps, add_task) == 0, "ops.add_task");
static_assert(__builtin_offsetof(OrchestrationRuntimeOps, set_tensor_info_to_task) == 8, "ops.set_tensor_info_to_task");
static_assert(__builtin_offsetof(OrchestrationRuntimeOps, add_successor) == 16, "ops.add_successor");
static_assert(__builtin_offsetof(OrchestrationRuntimeOps, record_tensor_pair) == 24, "ops.record_tensor_pair");
static_assert(__builtin_offsetof(OrchestrationRuntimeOps, get_task_count) == 32, "ops.get_task_count");
static_assert(__builtin_offsetof(OrchestrationRuntimeOps, print_runtime) == 40, "ops.print_runtime");
static_assert(__builtin_offsetof(OrchestrationRuntimeOps, device_malloc) == 48, "ops.device_malloc");
static_assert(__builtin_offsetof(OrchestrationRuntimeOps, device_free) == 56, "ops.device_free");
static_assert(__builtin_offsetof(OrchestrationRuntimeOps, copy_to_device) == 64, "ops.copy_to_device");

// The entry: 0 means "execute", everything else is the result of the run. Tensor arguments hold host addresses.
typedef int (*OrchestrationFunc)(OrchestrationRuntime *runtime, const ChipStorageTaskArgs &orch_args);

// Returns the task's id (0, 1, 2, ...) or -1. The words are copied and reach the kernel as they are.
static inline int add_task(OrchestrationRuntime *runtime, uint64_t *args, int num_args, int func_id,
                           CoreType core_type) {
    return runtime->ops->add_task(runtime, args, num_args, func_id, core_type);
}

// Replaces what the task was told before. Returns 0 or -1.
static inline int set_tensor_info_to_task(OrchestrationRuntime *runtime, int task_id, const TensorInfo *tensor_info,
                                          int tensor_count) {
    return runtime->ops->set_tensor_info_to_task(runtime, task_id, tensor_info, tensor_count);
}

// If only the description is refused, the result is -1 and the task stays.
static inline int add_task_with_tensor_info(OrchestrationRuntime *runtime, uint64_t *args, int num_args, int func_id,
                                            CoreType core_type, const TensorInfo *tensor_info, int tensor_count) {
    const int task_id = add_task(runtime, args, num_args, func_id, core_type);
    if (task_id < 0) {
        return task_id;
    }
    return set_tensor_info_to_task(runtime, task_id, tensor_info, tensor_count) == 0 ? task_id : -1;
}

// to_task starts when from_task has finished. The same edge twice counts twice.
static inline void add_successor(OrchestrationRuntime *runtime, int from_task, int to_task) {
    runtime->ops->add_successor(runtime, from_task, to_task);
}

// After the run, size bytes are copied from dev_ptr to host_ptr and dev_ptr is freed.
static inline void record_tensor_pair(OrchestrationRuntime *runtime, void *host_ptr, void *dev_ptr, size_t size) {
    runtime->ops->record_tensor_pair(runtime, host_ptr, dev_ptr, size);
}

static inline int get_task_count(OrchestrationRuntime *runtime) { return runtime->ops->get_task_count(runtime); }

static inline void print_runtime(OrchestrationRuntime *runtime) { runtime->ops->print_runtime(runtime); }

static inline void *device_malloc(OrchestrationRuntime *runtime, size_t size) {
    return runtime->ops->device_malloc(runtime, size);
}

static inline void device_free(OrchestrationRuntime *runtime, void *ptr) { runtime->ops->device_free(runtime, ptr); }

// Returns 0, or -1 if an address is null.
static inline int copy_to_device(OrchestrationRuntime *runtime, void *dev_ptr, const void *host_ptr, size_t size) {
    return runtime->ops->copy_to_device(runtime, dev_ptr, host_ptr, size);
}
