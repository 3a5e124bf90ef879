// Everything that an orchestration of the tensormap_and_ringbuffer runtime can say.
//
// An orchestration is a shared object that the runtime opens and calls. It must not need a single symbol of the
// runtime, so every call goes through a table of functions (the ops) that is bound before the entry runs. The wrappers
// here look the table up and keep one promise: once a run has failed, nothing is submitted any more. A wrapper then
// returns an empty result, and the orchestration may run to its end without checking anything.
#pragma once

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include <type_traits>

#include "pto_runtime2_types.h"
#include "pto_submit_types.h"
#include "pto_types.h"
#include "task_args.h"
#include "tensor.h"

// Memory from outside as a tensor that covers it. Nobody owns it, so whoever uses it first waits for nobody.
inline Tensor make_tensor_external(void *addr, const uint32_t shapes[], uint32_t ndims,
                                   DataType dtype = DataType::FLOAT32, bool manual_dep = false, int32_t version = 0) {
    uint64_t elements = 1;
    for (uint32_t i = 0; i < ndims; ++i) {
        elements *= shapes[i];
    }
    return Tensor(addr, elements * get_element_size(dtype), shapes, ndims, dtype, manual_dep, version);
}

inline Tensor from_tensor_arg(const ContinuousTensor &t, bool manual_dep = false, int32_t version = 0) {
    return make_tensor_external(t.data_as<void>(), t.shapes, t.ndims, t.dtype, manual_dep, version);
}

typedef struct PTO2Runtime PTO2Runtime;

// The order is the ABI: append, never insert. References are pointers at this level, and a TaskOutputTensors comes back
// through memory.
typedef struct PTO2RuntimeOps {
    TaskOutputTensors (*submit_task)(PTO2Runtime *rt, const MixedKernels &mixed_kernels, const Arg &args);
    void (*scope_begin)(PTO2Runtime *rt);
    void (*scope_end)(PTO2Runtime *rt);
    void (*orchestration_done)(PTO2Runtime *rt);
    bool (*is_fatal)(PTO2Runtime *rt);
    void (*report_fatal)(PTO2Runtime *rt, int32_t error_code, const char *func, const char *fmt, ...);
    void (*log_error)(const char *func, const char *fmt, ...);
    void (*log_warn)(const char *func, const char *fmt, ...);
    void (*log_debug)(const char *func, const char *fmt, ...);
    void (*log_info_v)(const char *func, int v, const char *fmt, ...);
    uint64_t (*get_tensor_data)(PTO2Runtime *rt, const Tensor &tensor, uint32_t ndims, const uint32_t indices[]);
    void (*set_tensor_data)(PTO2Runtime *rt, const Tensor &tensor, uint32_t ndims, const uint32_t indices[],
                            uint64_t value);
    TaskOutputTensors (*alloc_tensors)(PTO2Runtime *rt, const Arg &args);
    TaskOutputTensors (*submit_dummy_task)(PTO2Runtime *rt, const Arg &args);
} PTO2RuntimeOps;

// The part of the runtime's object that is shared with an orchestration.
struct PTO2Runtime {
    const PTO2RuntimeOps *ops;
    PTO2ScopeMode pending_scope_mode; // read and reset by scope_begin, which has no parameter for it
};

static_assert(sizeof(PTO2RuntimeOps) == 112, "the ops table has 14 entries");
static_assert(__builtin_offsetof(PTO2RuntimeOps, submit_task) == 0, "ops.submit_task");
static_assert(__builtin_offsetof(PTO2RuntimeOps, scope_begin) == 8, "ops.scope_begin");
static_assert(__builtin_offsetof(PTO2RuntimeOps, scope_end) == 16, "ops.scope_end");
static_assert(__builtin_offsetof(PTO2RuntimeOps, orchestration_done) == 24, "ops.orchestration_done");
static_assert(__builtin_offsetof(PTO2RuntimeOps, is_fatal) == 32, "ops.is_fatal");
static_assert(__builtin_offsetof(PTO2RuntimeOps, report_fatal) == 40, "ops.report_fatal");
static_assert(__builtin_offsetof(PTO2RuntimeOps, log_error) == 48, "ops.log_error");
static_assert(__builtin_offsetof(PTO2RuntimeOps, log_warn) == 56, "ops.log_warn");
static_assert(__builtin_offsetof(PTO2RuntimeOps, log_debug) == 64, "ops.log_debug");
static_assert(__builtin_offsetof(PTO2RuntimeOps, log_info_v) == 72, "ops.log_info_v");
static_assert(__builtin_offsetof(PTO2RuntimeOps, get_tensor_data) == 80, "ops.get_tensor_data");
static_assert(__builtin_offsetof(PTO2RuntimeOps, set_tensor_data) == 88, "ops.set_tensor_data");
static_assert(__builtin_offsetof(PTO2RuntimeOps, alloc_tensors) == 96, "ops.alloc_tensors");
static_assert(__builtin_offsetof(PTO2RuntimeOps, submit_dummy_task) == 104, "ops.submit_dummy_task");
static_assert(sizeof(PTO2Runtime) == 16, "PTO2Runtime is shared as two words");
static_assert(__builtin_offsetof(PTO2Runtime, pending_scope_mode) == 8, "PTO2Runtime.pending_scope_mode");

// Defined in orchestration_framework.cpp, which is compiled into every orchestration.
extern "C" PTO2Runtime *framework_current_runtime(void);
extern "C" void framework_bind_runtime(PTO2Runtime *rt);

// Where the scope that begins next stands in the source, for who looks at a captured run; an orchestration without the
// framework has none of this.
extern "C" __attribute__((weak, visibility("hidden"))) void framework_note_scope(const char *file, uint32_t line);

static inline void note_scope(const char *file, uint32_t line) {
    if (framework_note_scope != nullptr) {
        framework_note_scope(file, line);
    }
}

static inline PTO2Runtime *current_runtime() { return framework_current_runtime(); }

// What the optional config function returns. Some sources bring their own copy, hence the guard.
#ifndef PTO2_ORCHESTRATION_CONFIG_DEFINED
#define PTO2_ORCHESTRATION_CONFIG_DEFINED
struct PTO2OrchestrationConfig {
    int expected_arg_count;
};
static_assert(sizeof(PTO2OrchestrationConfig) == 4, "PTO2OrchestrationConfig is returned in a register");
#endif

// ---- Tasks

static inline TaskOutputTensors rt_submit_task(const MixedKernels &mixed_kernels, const Arg &args) {
    PTO2Runtime *rt = current_runtime();
    return rt->ops->is_fatal(rt) ? TaskOutputTensors() : rt->ops->submit_task(rt, mixed_kernels, args);
}

static inline TaskOutputTensors rt_submit_aic_task(int32_t kernel_id, const Arg &args) {
    MixedKernels mixed_kernels;
    mixed_kernels.aic_kernel_id = kernel_id;
    return rt_submit_task(mixed_kernels, args);
}

static inline TaskOutputTensors rt_submit_aiv_task(int32_t kernel_id, const Arg &args) {
    MixedKernels mixed_kernels;
    mixed_kernels.aiv0_kernel_id = kernel_id;
    return rt_submit_task(mixed_kernels, args);
}

// Takes part in the graph like any other task, but runs nothing: a barrier, or a bundle of dependencies.
static inline TaskOutputTensors rt_submit_dummy_task(const Arg &args) {
    PTO2Runtime *rt = current_runtime();
    return rt->ops->is_fatal(rt) ? TaskOutputTensors() : rt->ops->submit_dummy_task(rt, args);
}

// ---- Tensors without a task

// args has outputs only.
static inline TaskOutputTensors alloc_tensors(const Arg &args) {
    PTO2Runtime *rt = current_runtime();
    return rt->ops->is_fatal(rt) ? TaskOutputTensors() : rt->ops->alloc_tensors(rt, args);
}

static inline TaskOutputTensors alloc_tensors(const TensorCreateInfo create_infos[], uint32_t count) {
    PTO2Runtime *rt = current_runtime();
    if (rt->ops->is_fatal(rt)) {
        return TaskOutputTensors();
    }
    Arg args;
    for (uint32_t i = 0; i < count; ++i) {
        args.add_output(create_infos[i]);
    }
    if (args.has_error) {
        const char *reason = args.error_msg != nullptr ? args.error_msg
                                                       : "alloc_tensors failed to construct output-only Arg";
        rt->ops->report_fatal(rt, PTO2_ERROR_INVALID_ARGS, __FUNCTION__, "%s", reason);
        return TaskOutputTensors();
    }
    return alloc_tensors(args);
}

// Unlike in a task's arguments, temporaries are welcome: the tensors are allocated before this line ends.
template <typename... CIs,
          typename = std::enable_if_t<(sizeof...(CIs) > 0) && (std::is_same_v<CIs, TensorCreateInfo> && ...)>>
static inline TaskOutputTensors alloc_tensors(const CIs &...cis) {
    const TensorCreateInfo create_infos[] = {cis...};
    return alloc_tensors(create_infos, static_cast<uint32_t>(sizeof...(CIs)));
}

// ---- Elements of tensors, read and written by the orchestration itself

// Waits for the tasks that write the element. The bits come as they are, T is not converted to the tensor's type.
template <typename T = uint64_t>
static inline T get_tensor_data(const Tensor &tensor, uint32_t ndims, const uint32_t indices[]) {
    PTO2Runtime *rt = current_runtime();
    return from_u64<T>(rt->ops->is_fatal(rt) ? 0 : rt->ops->get_tensor_data(rt, tensor, ndims, indices));
}

// Waits for the tasks that write the element and for those that still read what they wrote.
template <typename T = uint64_t>
static inline void set_tensor_data(const Tensor &tensor, uint32_t ndims, const uint32_t indices[], T value) {
    PTO2Runtime *rt = current_runtime();
    if (!rt->ops->is_fatal(rt)) {
        rt->ops->set_tensor_data(rt, tensor, ndims, indices, to_u64(value));
    }
}

// ---- Scopes: tensors that were allocated in a scope may be reused when it has ended

static inline void rt_scope_begin(PTO2ScopeMode mode = PTO2ScopeMode::AUTO, const char *file = __builtin_FILE(),
                                  uint32_t line = __builtin_LINE()) {
    PTO2Runtime *rt = current_runtime();
    if (!rt->ops->is_fatal(rt)) {
        note_scope(file, line);
        rt->pending_scope_mode = mode;
        rt->ops->scope_begin(rt);
    }
}

static inline void rt_scope_end() {
    PTO2Runtime *rt = current_runtime();
    if (!rt->ops->is_fatal(rt)) {
        rt->ops->scope_end(rt);
    }
}

// Opens a scope and closes it on every way out of the block. The runtime is looked up once, so that both calls reach
// the same one.
class PTO2ScopeGuard {
  public:
    explicit PTO2ScopeGuard(PTO2ScopeMode mode = PTO2ScopeMode::AUTO, const char *file = __builtin_FILE(),
                            uint32_t line = __builtin_LINE())
        : rt_(current_runtime()) {
        if (!rt_->ops->is_fatal(rt_)) {
            note_scope(file, line);
            rt_->pending_scope_mode = mode;
            rt_->ops->scope_begin(rt_);
        }
    }

    ~PTO2ScopeGuard() {
        if (!rt_->ops->is_fatal(rt_)) {
            rt_->ops->scope_end(rt_);
        }
    }

    PTO2ScopeGuard(const PTO2ScopeGuard &) = delete;
    PTO2ScopeGuard &operator=(const PTO2ScopeGuard &) = delete;

  private:
    PTO2Runtime *rt_;
};

#define _PTO2_CONCATENATE_IMPL(x, y) x##y
#define _PTO2_CONCATENATE(x, y) _PTO2_CONCATENATE_IMPL(x, y)

// PTO2_SCOPE(PTO2ScopeMode::MANUAL) { ... }: an `if`, not a loop, so that break and continue mean the user's loop.
#define PTO2_SCOPE(...) if (PTO2ScopeGuard _PTO2_CONCATENATE(pto2_scope_guard_, __COUNTER__){__VA_ARGS__}; true)

// PTO2_SCOPE_GUARD(); a scope for the rest of the block.
#if CHIPTEST_ARCH_A5
#define PTO2_SCOPE_GUARD(...) PTO2ScopeGuard _PTO2_CONCATENATE(pto2_scope_guard_, __COUNTER__){__VA_ARGS__}
#else
#define PTO2_SCOPE_GUARD() PTO2ScopeGuard _PTO2_CONCATENATE(pto2_scope_guard_, __COUNTER__){}
#endif

// ---- State of the run

// The framework says this itself when the entry has returned.
static inline void rt_orchestration_done() {
    PTO2Runtime *rt = current_runtime();
    rt->ops->orchestration_done(rt);
}

static inline bool rt_is_fatal() {
    PTO2Runtime *rt = current_runtime();
    return rt->ops->is_fatal(rt);
}

// rt_report_fatal(code, fmt, ...): the run fails with the code, unless it has failed before. The format is part of the
// variadic arguments here and below, so that it may stand alone.
#define rt_report_fatal(code, ...)                                                                                     \
    do {                                                                                                               \
        current_runtime()->ops->report_fatal(current_runtime(), (code), __FUNCTION__, __VA_ARGS__);                    \
    } while (0)

// LOG_x(fmt, ...), as in printf. INFO has ten levels of verbosity, from V0 (nearly always shown) to V9 (hardly ever).
#define LOG_ERROR(...) current_runtime()->ops->log_error(__FUNCTION__, __VA_ARGS__)
#define LOG_WARN(...) current_runtime()->ops->log_warn(__FUNCTION__, __VA_ARGS__)
#define LOG_DEBUG(...) current_runtime()->ops->log_debug(__FUNCTION__, __VA_ARGS__)
#define LOG_INFO_V0(...) current_runtime()->ops->log_info_v(__FUNCTION__, 0, __VA_ARGS__)
#define LOG_INFO_V1(...) current_runtime()->ops->log_info_v(__FUNCTION__, 1, __VA_ARGS__)
#define LOG_INFO_V2(...) current_runtime()->ops->log_info_v(__FUNCTION__, 2, __VA_ARGS__)
#define LOG_INFO_V3(...) current_runtime()->ops->log_info_v(__FUNCTION__, 3, __VA_ARGS__)
#define LOG_INFO_V4(...) current_runtime()->ops->log_info_v(__FUNCTION__, 4, __VA_ARGS__)
#define LOG_INFO_V5(...) current_runtime()->ops->log_info_v(__FUNCTION__, 5, __VA_ARGS__)
#define LOG_INFO_V6(...) current_runtime()->ops->log_info_v(__FUNCTION__, 6, __VA_ARGS__)
#define LOG_INFO_V7(...) current_runtime()->ops->log_info_v(__FUNCTION__, 7, __VA_ARGS__)
#define LOG_INFO_V8(...) current_runtime()->ops->log_info_v(__FUNCTION__, 8, __VA_ARGS__)
#define LOG_INFO_V9(...) current_runtime()->ops->log_info_v(__FUNCTION__, 9, __VA_ARGS__)

// Users expect it with this header. At the end, because it needs what stands above; either may be included first.
#include "pto_arg_with_deps.h"
