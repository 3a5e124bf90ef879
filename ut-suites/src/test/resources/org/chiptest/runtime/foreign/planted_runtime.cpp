// A device runtime behind the C interface, small but real: host_build_graph, whose tasks run one after the other on the calling thread.
// It does wrong what the file beside it says, named like the library with ".fault" behind it: one fault a line, of the form
//     code FUNCTION NUMBER     FUNCTION returns NUMBER and does nothing
//     hang FUNCTION            FUNCTION never returns
//     crash FUNCTION           FUNCTION dies of SIGSEGV
//     throw FUNCTION           FUNCTION throws
//     say FUNCTION TEXT        FUNCTION writes a line to standard error, and goes on
// or one of the words that are looked for below. Compiled with GENERATION 1 or 2.

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <map>
#include <stdexcept>
#include <string>
#include <thread>
#include <vector>

#include <sys/mman.h>
#include <sys/resource.h>
#include <unistd.h>

#ifdef NEEDS_SECOND_LIBRARY
void sim_context_set_cluster_id(int id);  // mangled: in a library that is opened before
#endif

#include "planted_callable.h"
#include "planted_context.h"
#include "planted_faults.h"
#if GENERATION == 1
#include "planted_first_graph.h"
#else
#include "planted_second_graph.h"
#endif
#include "planted_ranks.h"

namespace {

int prepare(Context *context, int32_t cid, const void *image, const char *function) {
    int code = 0;
    if (!enter(function, &code)) return code;
    if (cid < 0 || cid >= 64) return fail(function, "callable_id=" + std::to_string(cid) + " out of range");
    if (cid >= 32 && told("few-ids")) return fail(function, "callable_id=" + std::to_string(cid) + " is one too many");
    if (context->callables.count(cid) != 0 && !told("prepares-twice")) return fail(function, "callable_id=" + std::to_string(cid) + " already registered");
    try {
        static std::map<std::string, Callable *> kept;
        Callable *&again = kept[std::string(reinterpret_cast<const char *>(image), STORAGE)];
        auto *callable = told("keeps-libraries") && again != nullptr ? again : new Callable(static_cast<const uint8_t *>(image));
        again = callable;
        if (callable->orchestration->find<void()>(callable->entry.c_str(), false) == nullptr) {
            const std::string entry = callable->entry;
            delete callable;
            return fail(function, "no symbol " + entry);
        }
        context->callables[cid] = callable;
        context->opens++;
    } catch (const std::exception &e) {
        return fail(function, e.what());
    }
    if (told("write-image")) {
        const_cast<uint8_t *>(static_cast<const uint8_t *>(image))[STORAGE] ^= 0xff;
    }
    return 0;
}

void before_run(Context *context) {
    context->runs++;
    const std::string limit = after("die-at ");
    if (!limit.empty() && context->runs >= atoi(limit.c_str())) {
        *reinterpret_cast<volatile int *>(nowhere) = 1;
    }
    if (told("stdout")) {
        printf("the runtime says something on standard output\n");
        fflush(stdout);
    }
    if (told("leak")) {
        struct rlimit few;
        getrlimit(RLIMIT_NOFILE, &few);
        few.rlim_cur = std::min<rlim_t>(few.rlim_cur, 1024);
        setrlimit(RLIMIT_NOFILE, &few);
        for (int i = 0; i < 100; i++) {
            if (open("/dev/null", O_RDONLY) < 0) break;
        }
    }
    if (told("leaks")) {
        const char *folder = getenv("TMPDIR");
        static int files = 0;
        fclose(fopen((std::string(folder) + "/planted" + std::to_string(files++)).c_str(), "w"));
        open("/dev/null", O_RDONLY);
        mmap(nullptr, 4096, PROT_READ, files % 2 == 0 ? MAP_SHARED | MAP_ANONYMOUS : MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
        std::thread([] { for (;;) pause(); }).detach();
    }
    if (told("outlive")) {
        std::thread([] { for (;;) pause(); }).detach();
    }
    if (told("litter")) {
        fclose(fopen(("/tmp/aicore_sim_planted" + std::to_string(getpid())).c_str(), "w"));
    }
    if (told("tell-environment")) {
        const char *window = getenv("PTO2_RING_TASK_WINDOW");
        const char *folder = getenv("TMPDIR");
        fprintf(stderr, "task window %s, TMPDIR %s\n", window != nullptr ? window : "unset", folder != nullptr ? folder : "unset");
    }
}

int run(Context *context, int32_t cid, const void *args, const char *function) {
    const auto found = context->callables.find(cid);
    if (found == context->callables.end()) {
        return fail(function, "callable_id=" + std::to_string(cid) + " not prepared");
    }
    try {
        return execute(*found->second, static_cast<const uint8_t *>(args));
    } catch (const std::exception &e) {
        return fail(function, e.what());
    }
}

int unregister(Context *context, int32_t cid, const char *function) {
    int code = 0;
    if (!enter(function, &code)) return code;
    const auto found = context->callables.find(cid);
    if (told("forgets-nothing")) return 0;
    if (found != context->callables.end()) {
        if (!told("keeps-libraries")) delete found->second;
        context->callables.erase(found);
    }
    return 0;
}

size_t opens(const Context *context) {
    if (told("count-falls") && context->runs > 0) return 0;
    if (told("count-jumps")) return context->opens * 7;
    return context->opens;
}

int init(Context *context, int device, const uint8_t *aicpu, size_t aicpu_size, const uint8_t *aicore, size_t aicore_size) {
    int code = 0;
    if (!enter("simpler_init", &code)) return code;
    if (told("keep-process") && fork() == 0) {
        execl("/bin/sleep", "sleep", "1000", nullptr);
        _exit(1);
    }
    if (device < 0) return fail("simpler_init", "device_id=" + std::to_string(device));
#ifdef NEEDS_SECOND_LIBRARY
    sim_context_set_cluster_id(device);
#endif
    context->device = device;
    context->aicpu.assign(aicpu, aicpu + aicpu_size);
    context->aicore.assign(aicore, aicore + aicore_size);
    return 0;
}

}  // namespace

API void *create_device_context() {
    int code = 0;
    return enter("create_device_context", &code) ? new Context() : nullptr;
}
API void destroy_device_context(Context *context) {
    enter("destroy_device_context");
    delete context;
}
API size_t get_runtime_size() { return told("huge-size") ? size_t{1} << 40 : RUNTIME_SIZE; }
API void *device_malloc_ctx(Context *context, size_t size) {
    int code = 0;
    if (!enter("device_malloc_ctx", &code)) return nullptr;
    void *pointer = malloc(size);
    context->memory[pointer] = size;
    return pointer;
}
API void device_free_ctx(Context *context, void *pointer) {
    enter("device_free_ctx");
    if (context->memory.erase(pointer) != 0) free(pointer);
}
API int copy_to_device_ctx(Context *, void *target, const void *source, size_t size) {
    int code = 0;
    if (!enter("copy_to_device_ctx", &code)) return code;
    memcpy(target, source, size);
    return 0;
}
API int copy_from_device_ctx(Context *, void *target, const void *source, size_t size) {
    int code = 0;
    if (!enter("copy_from_device_ctx", &code)) return code;
    if (told("copies-nothing")) return 0;
    memcpy(target, source, size);
    return 0;
}
API size_t get_host_dlopen_count(const Context *context) { return opens(context); }
API size_t get_aicpu_dlopen_count(const Context *) { return 0; }
API int finalize_device(Context *context) {
    int code = 0;
    if (!enter("finalize_device", &code)) return code;
    for (auto &callable : context->callables) {
        if (!told("keeps-libraries")) delete callable.second;
    }
    context->callables.clear();
    for (auto &block : context->memory) free(block.first);
    context->memory.clear();
    return 0;
}

#if GENERATION == 1

API int simpler_init(Context *context, int device, const uint8_t *aicpu, size_t aicpu_size, const uint8_t *aicore,
                     size_t aicore_size) {
    return init(context, device, aicpu, aicpu_size, aicore, aicore_size);
}
API int prepare_callable(Context *context, int32_t cid, const void *image) { return prepare(context, cid, image, "prepare_callable"); }
API int unregister_callable(Context *context, int32_t cid) { return unregister(context, cid, "unregister_callable"); }
API int run_prepared(Context *context, void *buffer, int32_t cid, const void *args, int block_dim, int threads, int, int, int, int,
                     const char *prefix) {
    int code = 0;
    before_run(context);
    if (!enter("run_prepared", &code)) return code;
    if (reinterpret_cast<uintptr_t>(buffer) % 64 != 0 || prefix == nullptr) return fail("run_prepared", "buffer or prefix");
    if (told("any-config")) block_dim = threads = 1;
    if (block_dim < 1 || block_dim > 24) return fail("run_prepared", "block_dim=" + std::to_string(block_dim));
    if (threads < 1 || threads > 4) return fail("run_prepared", "aicpu_thread_num=" + std::to_string(threads));
    memset(buffer, 0xee, RUNTIME_SIZE);
    return run(context, cid, args, "run_prepared");
}

#else

namespace {
struct Contract {
    uint32_t abi_version, resource_count, pipeline_depth, pad;
    uint64_t resources[16];
};
Contract contract{1, 4, 2, 0, {}};
uint64_t *word(void *storage) { return static_cast<uint64_t *>(storage); }
constexpr uint64_t MAGIC = 0x534d504c52554e31;
}  // namespace

API int simpler_host_log_bind_state(int32_t *state) { return state[0] == 1 && state[1] >= 16 && state[2] % 5 == 0 ? 0 : -1; }
API const void *get_pipeline_contract() {
    if (told("other-version")) contract.abi_version = 7;
    return &contract;
}
API size_t get_runtime_alignment() { return told("odd-alignment") ? 3 : 64; }
API size_t committed_device_memory_ctx(Context *) { return 0; }
API int simpler_init(Context *context, int device, const uint8_t *aicpu, size_t aicpu_size, const uint8_t *aicore, size_t aicore_size,
                     const uint8_t *, size_t, const void *) {
    return init(context, device, aicpu, aicpu_size, aicore, aicore_size);
}
API int simpler_register_callable(Context *context, int32_t cid, const void *image) {
    return prepare(context, cid, image, "simpler_register_callable");
}
API int simpler_unregister_callable(Context *context, int32_t cid) {
    return unregister(context, cid, "simpler_unregister_callable");
}
API int simpler_prepare_run(Context *context, void *storage, int32_t cid, const void *args, const void *config, const void *descriptor) {
    int code = 0;
    before_run(context);
    if (!enter("simpler_prepare_run", &code)) return code;
    if (reinterpret_cast<uintptr_t>(storage) % 64 != 0 || *word(storage) != 0 || config == nullptr || descriptor == nullptr) {
        return fail("simpler_prepare_run", "storage, config or descriptor");
    }
    if (context->callables.count(cid) == 0) {
        return fail("simpler_prepare_run", "callable_id=" + std::to_string(cid) + " not prepared");
    }
    *word(storage) = MAGIC;
    context->prepared = cid;
    context->args = static_cast<const uint8_t *>(args);
    context->phase = 1;
    return 0;
}
API int simpler_launch_run(Context *context, void *storage) {
    int code = 0;
    if (!enter("simpler_launch_run", &code)) return code;
    if (*word(storage) != MAGIC || context->phase != 1) return -1;
    context->phase = 2;
    return 0;
}
API int simpler_poll_run(Context *context, void *) { return context->phase == 2 ? 1 : -1; }
API int simpler_wait_run(Context *context, void *) {
    int code = 0;
    if (!enter("simpler_wait_run", &code)) return code;
    return context->phase == 2 ? 0 : -1;
}
API int simpler_finalize_run(Context *context, void *storage) {
    if (*word(storage) != MAGIC) return -1;
    *word(storage) = 0;
    int code = 0;
    const bool launched = context->phase == 2;
    context->phase = 0;
    if (!enter("simpler_finalize_run", &code)) return code;
    return launched ? run(context, context->prepared, context->args, "simpler_finalize_run") : 0;
}
API int simpler_run(Context *context, void *storage, int32_t cid, const void *args, const void *config, const void *descriptor) {
    const int code = simpler_prepare_run(context, storage, cid, args, config, descriptor);
    if (code != 0) return code;
    simpler_launch_run(context, storage);
    return simpler_finalize_run(context, storage);
}
API int supports_concurrent_native_prepare_ctx(Context *) { return 0; }
API size_t get_run_stream_set_create_count(Context *) { return 0; }
API uint64_t get_arena_bank_gm_heap_base_ctx(Context *, uint32_t) { return 0; }
API uint64_t get_retained_temp_addr_ctx(Context *, uint32_t) { return 0; }
API int simpler_provision_dma_workspace(Context *, uint32_t mask, const void *, uint64_t) { return mask == 0 ? 0 : -1; }
API int comm_derive_context() { return -1; }
API int comm_alloc_domain_windows() { return -1; }
API int comm_release_domain_windows() { return -1; }
API int comm_global_domain_prepare() { return -1; }
API int comm_global_domain_import() { return -1; }
API int comm_global_domain_release() { return -1; }

#endif
