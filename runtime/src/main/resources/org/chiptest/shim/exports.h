// What the shared object exports, each function with the type that it is called with: by Java, by kernels and the loader, or as user
// code. A definition of another type, and an exported function that is not named here, does not compile.

#pragma once

#include <cstddef>
#include <cstdint>

#pragma GCC diagnostic error "-Wmissing-declarations"
#define CHIPTEST_EXPORT __attribute__((visibility("default")))

namespace {

struct RuntimeObject;

}  // namespace

extern "C" {

// How Java calls. Each signature costs a process about 5 ms to link, so there are two, of whole words: what is a pointer or a smaller
// number becomes one inside, and words that a function has no use for are 0. Java could not catch what is thrown, so nothing is.
using CallWithWords = int64_t(int64_t, int64_t, int64_t, int64_t) noexcept;
// What is called for every block of a task gets its words here and stores them itself: each access of Java to native memory is a dozen
// methods for its compiler.
using CallForBlock = int64_t(int64_t, int64_t, int64_t, int64_t, int64_t, int64_t, int64_t, int64_t) noexcept;

CHIPTEST_EXPORT CallForBlock chiptest_call_kernel, chiptest_lay_out_arguments;

CHIPTEST_EXPORT CallWithWords chiptest_call_hbg_entry, chiptest_call_trb_entry, chiptest_call_trb_config, chiptest_call_bind_runtime,
    chiptest_call_register_hooks, chiptest_call_foreign, chiptest_abi_version, chiptest_settle_thread, chiptest_open, chiptest_open_global, chiptest_symbol,
    chiptest_close, chiptest_is_loaded, chiptest_clear_pipe_state, chiptest_install, chiptest_hbg_operations, chiptest_trb_operations,
    chiptest_watch_parent, chiptest_line_buffer_output, chiptest_ticks, chiptest_ticks_are_counted,
    chiptest_remember_process, chiptest_remember_mappings, chiptest_left_in_process;

// How user code is called, and with it what the shim itself contains of that.
using Kernel = void(uint64_t args);
using HbgEntry = int32_t(RuntimeObject *rt, uint64_t args);
using TrbEntry = void(uint64_t args);
using TrbConfig = int32_t(uint64_t args);  // a struct of one int32 is returned like an int32
using BindRuntime = void(uint64_t runtime);
using RegisterHooks = void(void *get_subblock_id, void *get_pipe_shared_state);

CHIPTEST_EXPORT Kernel chiptest_warm_kernel;
CHIPTEST_EXPORT HbgEntry chiptest_warm_hbg_entry, chiptest_empty_hbg_entry;
CHIPTEST_EXPORT TrbEntry chiptest_warm_trb_entry, chiptest_empty_trb_entry;

// How kernels call, by the declarations of the instruction library.
CHIPTEST_EXPORT uint32_t pto_sim_get_subblock_id();
CHIPTEST_EXPORT void *pto_sim_get_pipe_shared_state(uint64_t key, size_t size);
CHIPTEST_EXPORT void *pto_cpu_sim_get_shared_storage(const char *key, size_t size);
CHIPTEST_EXPORT uint64_t pto_cpu_sim_get_task_cookie();
CHIPTEST_EXPORT void pto_cpu_sim_get_execution_context(uint32_t *block_idx, uint32_t *subblock_id, uint32_t *subblock_dim);
CHIPTEST_EXPORT void pto_cpu_sim_set_execution_context(uint32_t block_idx, uint32_t subblock_id, uint32_t subblock_dim);

}  // extern "C"
