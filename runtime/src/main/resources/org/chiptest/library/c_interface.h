// The C interface of a runtime, generation 1: what a host program finds by name.

#pragma once

#include <cstddef>
#include <cstdint>

#pragma GCC diagnostic error "-Wmissing-declarations"
#define CHIPTEST_EXPORT __attribute__((visibility("default")))

extern "C" {

CHIPTEST_EXPORT void *create_device_context() noexcept;
CHIPTEST_EXPORT void destroy_device_context(void *context) noexcept;
CHIPTEST_EXPORT size_t get_runtime_size() noexcept;
CHIPTEST_EXPORT int simpler_init(void *context, int device, const uint8_t *aicpu, size_t aicpu_bytes, const uint8_t *aicore,
    size_t aicore_bytes) noexcept;
CHIPTEST_EXPORT int prepare_callable(void *context, int32_t cid, const void *image) noexcept;
CHIPTEST_EXPORT int run_prepared(void *context, void *buffer, int32_t cid, const void *args, int block_dim, int aicpu_threads,
    int swimlane, int dump, int pmu, int dep_gen, const char *output_prefix) noexcept;
CHIPTEST_EXPORT int unregister_callable(void *context, int32_t cid) noexcept;
CHIPTEST_EXPORT size_t get_aicpu_dlopen_count(void *context) noexcept;
CHIPTEST_EXPORT size_t get_host_dlopen_count(void *context) noexcept;
CHIPTEST_EXPORT void *device_malloc_ctx(void *context, size_t bytes) noexcept;
CHIPTEST_EXPORT void device_free_ctx(void *context, void *pointer) noexcept;
CHIPTEST_EXPORT int copy_to_device_ctx(void *context, void *target, const void *source, size_t bytes) noexcept;
CHIPTEST_EXPORT int copy_from_device_ctx(void *context, void *target, const void *source, size_t bytes) noexcept;
CHIPTEST_EXPORT int finalize_device(void *context) noexcept;

CHIPTEST_EXPORT int ensure_acl_ready_ctx(void *context, int device) noexcept;
CHIPTEST_EXPORT void *create_comm_stream_ctx(void *context) noexcept;
CHIPTEST_EXPORT int destroy_comm_stream_ctx(void *context, void *stream) noexcept;
CHIPTEST_EXPORT void *comm_init(int rank, int ranks, void *stream, const char *root_info) noexcept;
CHIPTEST_EXPORT int comm_alloc_windows(void *group, size_t window_bytes, uint64_t *context) noexcept;
CHIPTEST_EXPORT int comm_get_local_window_base(void *group, uint64_t *base) noexcept;
CHIPTEST_EXPORT int comm_get_window_size(void *group, size_t *bytes) noexcept;
CHIPTEST_EXPORT int comm_barrier(void *group) noexcept;
CHIPTEST_EXPORT int comm_destroy(void *group) noexcept;

}  // extern "C"
