// The device runtime of chiptest behind the C interface, for programs that are no JVM: each context has a worker process that does
// everything, and this library speaks to it. See docs/foreign-runtimes.md.
//
// Cut by subject, but one translation unit, so that nothing but the interface is visible.

#include "c_interface.h"
#include "messages.h"
#include "protocol.h"

#include "memory_file.h"
#include "process.h"
#include "dialogue.h"
#include "staging.h"
#include "communication.h"

#include <cerrno>
#include <climits>
#include <cstdlib>
#include <cstring>
#include <memory>
#include <mutex>
#include <set>
#include <string>
#include <vector>

#include <unistd.h>

namespace {

// What a caller provides for a run; this runtime needs nothing of it.
constexpr size_t RUNTIME_BYTES = 64;

// Most memory that one request names.
constexpr uint64_t COPY_BYTES = 8 << 20;

struct Context {
    const pid_t owner = getpid();
    std::mutex busy;
    int device = -1;
    std::unique_ptr<Dialogue> worker;
    // opens of workers before the present one: the count of a context never falls
    uint64_t earlier_host_opens = 0;
    std::unique_ptr<Group> group;
};

// The contexts that there are.
class Contexts {
public:
    // Never destroyed: a program may destroy a context after this library's own end.
    static Contexts &all_of_them() {
        static auto *contexts = new Contexts();
        return *contexts;
    }

    // End their workers.
    void end() {
        for (Context *context : all) {
            // a copy of the program has copies of contexts, and a call that is under way has its own end
            if (context->owner == getpid() && context->busy.try_lock()) {
                context->worker.reset();
                context->busy.unlock();
            }
        }
    }

    void add(Context *context) {
        const std::lock_guard<std::mutex> lock(busy);
        all.insert(context);
    }

    void remove(Context *context) {
        const std::lock_guard<std::mutex> lock(busy);
        all.erase(context);
    }

private:
    std::mutex busy;
    std::set<Context *> all;
};

// What a program leaves when it exits, or closes this library, ends then: no worker, thread or folder stays.
__attribute__((destructor)) void end_contexts() { Contexts::all_of_them().end(); }

// What a call finds when it returns as it was: a program looks at errno for other reasons.
class Errno {
public:
    ~Errno() { errno = before; }

private:
    const int before = errno;
};

// Do what a function is for. What goes wrong is said, and becomes a code: nothing is thrown at a program in C.
template <typename Action>
int guarded(const char *function, void *pointer, Action action) noexcept {
    const Errno kept;
    try {
        auto *context = static_cast<Context *>(pointer);
        if (context == nullptr) {
            throw Failure("the context is NULL");
        }
        if (context->owner != getpid()) {
            throw Failure(text("the context belongs to process %d, of which this one is a copy; create one here", context->owner));
        }
        const std::lock_guard<std::mutex> lock(context->busy);
        action(*context);
        return 0;
    } catch (const Failure &failure) {
        say("ERROR", function, failure.what());
        return failure.code();
    } catch (const std::exception &failure) {
        say("ERROR", function, failure.what());
        return FAILED;
    }
}

Dialogue &worker_of(Context &context) {
    if (context.worker == nullptr) {
        throw Failure("no device is open; call simpler_init first");
    }
    return *context.worker;
}

void *pointer_to(uint64_t address) { return reinterpret_cast<void *>(static_cast<uintptr_t>(address)); }
uint64_t address_of(const void *pointer) { return static_cast<uint64_t>(reinterpret_cast<uintptr_t>(pointer)); }

void require(const void *pointer, const char *what) {
    if (pointer == nullptr) {
        throw Failure(text("%s is NULL", what));
    }
}

// A ring setting of the environment, 0 if there is none.
uint64_t ring(const char *name, uint64_t least, uint64_t most, bool power_of_two) {
    const std::string value = variable(name);
    if (value.empty()) {
        return 0;
    }
    char *end;
    errno = 0;
    const unsigned long long number = strtoull(value.c_str(), &end, 10);
    if (value[0] < '0' || value[0] > '9' || *end != 0 || errno != 0 || number < least || number > most
        || (power_of_two && (number & (number - 1)) != 0)) {
        say("WARN", "run_prepared", text("%s=%s is ignored: it takes a decimal integer from %llu%s", name, value.c_str(),
            static_cast<unsigned long long>(least), power_of_two ? ", a power of two" : ""));
        return 0;
    }
    return number;
}

int64_t run_nanos() {
    const int64_t seconds = static_cast<int64_t>(ring("CHIPTEST_RUN_SECONDS", 1, 1000000, false));
    return (seconds == 0 ? static_cast<int64_t>(protocol::RUN_SECONDS) : seconds) * SECOND;
}

// A prefix of files is relative to where the program is now; the worker may be elsewhere.
std::string absolute(const char *prefix) {
    if (prefix == nullptr || *prefix == 0 || *prefix == '/') {
        return prefix == nullptr ? "" : prefix;
    }
    char folder[PATH_MAX];
    if (getcwd(folder, sizeof folder) == nullptr) {
        throw Failure(text("output_prefix %s is relative to a folder that is gone: %s", prefix, system_words(errno).c_str()));
    }
    return std::string(folder) + "/" + prefix;
}

struct RunRequest {
    int32_t cid;
    int32_t config[6];
    std::string prefix;
    int64_t time;
};

void write(Mailbox &mailbox, const RunRequest &request, const Arguments &arguments) {
    arguments.write(mailbox);
    mailbox.set<uint64_t>(protocol::CALLABLE_ID, static_cast<uint32_t>(request.cid));
    uint8_t *config = mailbox.at(protocol::CALL_CONFIG);
    const uint64_t offsets[] = {protocol::CONFIG_BLOCK_DIM, protocol::CONFIG_AICPU_THREADS, protocol::CONFIG_SWIMLANE,
        protocol::CONFIG_DUMP, protocol::CONFIG_PMU, protocol::CONFIG_DEP_GEN};
    for (size_t i = 0; i < std::size(offsets); i++) {
        memcpy(config + offsets[i], &request.config[i], sizeof(int32_t));
    }
    memset(config + protocol::CONFIG_PREFIX, 0, protocol::CONFIG_PREFIX_BYTES);
    memcpy(config + protocol::CONFIG_PREFIX, request.prefix.data(), request.prefix.size());
    mailbox.set<uint64_t>(protocol::DEADLINE, static_cast<uint64_t>(request.time));
    mailbox.set<uint64_t>(protocol::HEAP_BYTES, ring("PTO2_RING_HEAP", protocol::MIN_HEAP_BYTES, INT64_MAX, true));
    mailbox.set<uint64_t>(protocol::TENSOR_WAIT_TIMEOUT, 0);
    mailbox.set<int32_t>(protocol::TASK_WINDOW, ring("PTO2_RING_TASK_WINDOW", protocol::MIN_TASK_WINDOW, INT32_MAX, true));
    mailbox.set<int32_t>(protocol::DEP_POOL, ring("PTO2_RING_DEP_POOL", protocol::MIN_DEP_POOL, INT32_MAX, false));
}

void run(Dialogue &worker, const RunRequest &request, const void *args) {
    const Arguments arguments(worker.tensors(), args);
    try {
        worker.run("run_prepared", [&](Mailbox &mailbox) { write(mailbox, request, arguments); },
            request.time + static_cast<int64_t>(protocol::RUN_GRACE_SECONDS) * SECOND);
    } catch (const Failure &) {
        // what the runtime has copied back although it failed; a worker that is gone has left memory of any content
        if (!worker.is_gone()) {
            arguments.take_back();
        }
        throw;
    }
    arguments.take_back();
}

// Copy between memory of the program and of the device, in pieces.
template <typename Piece>
void in_pieces(uint64_t bytes, Piece piece) {
    for (uint64_t at = 0; at < bytes; at += COPY_BYTES) {
        piece(at, std::min(COPY_BYTES, bytes - at));
    }
}

uint64_t opens(Dialogue &worker, uint64_t offset) {
    const auto count = static_cast<int64_t>(worker.count(offset));
    return count < 0 ? 0 : static_cast<uint64_t>(count);
}

void finalize(Context &context) {
    if (context.worker == nullptr) {
        return;
    }
    const std::unique_ptr<Dialogue> worker = std::move(context.worker);
    context.earlier_host_opens += opens(*worker, protocol::HOST_OPENS);
    context.device = -1;
    if (context.group != nullptr) {
        context.group->joined = false;
    }
    worker->close();
}

Group &joined(void *group) {
    auto *known = static_cast<Group *>(group);
    if (!known->joined) {
        throw Failure("the group has no windows; call comm_alloc_windows first");
    }
    return *known;
}

// Do something for a group with the context that it belongs to.
template <typename Action>
int for_group(const char *function, void *group, Action action) noexcept {
    auto *known = static_cast<Group *>(group);
    if (known == nullptr) {
        const Errno kept;
        say("ERROR", function, "the group is NULL");
        return FAILED;
    }
    return guarded(function, known->context, [&](Context &context) {
        if (context.group.get() != known) {
            throw Failure("the group is not that of its context");
        }
        action(context);
    });
}

void allocate_windows(Context &context, Group &group, size_t window_bytes, uint64_t *address) {
    Dialogue &worker = worker_of(context);
    if (group.joined) {
        throw Failure("the group has its windows");
    }
    group.window_bytes = window_bytes;
    std::unique_ptr<MemoryFile> windows;
    {
        RootInfo info(group.root_info);
        info.announce(group, worker.id());  // anew: the device may have been opened again
        windows = info.windows(group);
    }
    // the memory stays open until all ranks have it: they find it by this descriptor
    const uint64_t place = static_cast<uint64_t>(getpid()) << 32 | static_cast<uint32_t>(windows->number());
    *address = worker.control("comm_alloc_windows",
        {protocol::JOIN, place, static_cast<uint64_t>(group.rank) << 32 | group.ranks, group.window_bytes},
        protocol::GROUP_SECONDS + protocol::RUN_GRACE_SECONDS);
    worker.control("comm_alloc_windows",
        {protocol::COPY_FROM, reference(0), *address + protocol::CONTEXT_WINDOWS_IN + group.rank * sizeof(uint64_t), sizeof(uint64_t)});
    group.base = read_at<uint64_t>(worker.tensors().at(0), 0);
    group.joined = true;
}

}  // namespace

void *create_device_context() noexcept {
    const Errno kept;
    try {
        auto context = std::make_unique<Context>();
        Contexts::all_of_them().add(context.get());
        return context.release();
    } catch (const std::exception &failure) {
        say("ERROR", "create_device_context", failure.what());
        return nullptr;
    }
}

void destroy_device_context(void *pointer) noexcept {
    auto *context = static_cast<Context *>(pointer);
    // a copy of the program has neither the thread nor the memory of a context: nothing of it is the copy's to release
    if (context == nullptr || context->owner != getpid()) {
        return;
    }
    guarded("destroy_device_context", context, [](Context &known) { finalize(known); });
    const Errno kept;
    Contexts::all_of_them().remove(context);
    delete context;
}

size_t get_runtime_size() noexcept { return RUNTIME_BYTES; }

int simpler_init(void *pointer, int device, const uint8_t *, size_t, const uint8_t *, size_t) noexcept {
    return guarded("simpler_init", pointer, [device](Context &context) {
        if (device < 0) {
            throw Failure(text("device %d: device numbers begin at 0", device));
        }
        if (context.worker != nullptr && context.device == device && !context.worker->is_gone()) {
            return;
        }
        if (context.worker != nullptr) {
            throw Failure(text("the context is open on device %d; finalize it before it opens device %d", context.device, device));
        }
        context.worker = std::make_unique<Dialogue>(device);
        context.device = device;
    });
}

int prepare_callable(void *pointer, int32_t cid, const void *image) noexcept {
    return guarded("prepare_callable", pointer, [=](Context &context) {
        require(image, "the callable");
        Dialogue &worker = worker_of(context);
        const uint64_t bytes = image_bytes(image, std::min<uint64_t>(INT32_MAX, worker.tensors().size()));
        memcpy(worker.tensors().at(0), image, bytes);
        worker.control("prepare_callable", {protocol::PREPARE, static_cast<uint64_t>(static_cast<int64_t>(cid)), reference(0), bytes});
        worker.tensors().settle(bytes);
    });
}

int run_prepared(void *pointer, void *buffer, int32_t cid, const void *args, int block_dim, int aicpu_threads, int swimlane, int dump,
    int pmu, int dep_gen, const char *output_prefix) noexcept {
    return guarded("run_prepared", pointer, [=](Context &context) {
        require(buffer, "the buffer");
        require(args, "the arguments");
        const RunRequest request = {cid, {block_dim, aicpu_threads, swimlane, dump, pmu, dep_gen}, absolute(output_prefix), run_nanos()};
        if (request.prefix.size() >= protocol::CONFIG_PREFIX_BYTES) {
            throw Failure(text("output_prefix has %zu bytes with its folder; %d are possible", request.prefix.size(),
                static_cast<int>(protocol::CONFIG_PREFIX_BYTES) - 1));
        }
        run(worker_of(context), request, args);
    });
}

int unregister_callable(void *pointer, int32_t cid) noexcept {
    return guarded("unregister_callable", pointer, [=](Context &context) {
        // without a worker everything is gone already
        if (context.worker != nullptr && !context.worker->is_gone()) {
            context.worker->control("unregister_callable",
                {protocol::UNREGISTER, static_cast<uint64_t>(static_cast<int64_t>(cid))});
        }
    });
}

size_t get_aicpu_dlopen_count(void *pointer) noexcept {
    size_t count = 0;
    guarded("get_aicpu_dlopen_count", pointer, [&](Context &context) {
        count = context.worker == nullptr ? 0 : opens(*context.worker, protocol::AICPU_OPENS);
    });
    return count;
}

size_t get_host_dlopen_count(void *pointer) noexcept {
    size_t count = 0;
    guarded("get_host_dlopen_count", pointer, [&](Context &context) {
        count = context.earlier_host_opens + (context.worker == nullptr ? 0 : opens(*context.worker, protocol::HOST_OPENS));
    });
    return count;
}

void *device_malloc_ctx(void *pointer, size_t bytes) noexcept {
    void *result = nullptr;
    guarded("device_malloc_ctx", pointer, [&](Context &context) {
        result = pointer_to(worker_of(context).control("device_malloc_ctx", {protocol::MALLOC, bytes}));
    });
    return result;
}

void device_free_ctx(void *pointer, void *memory) noexcept {
    guarded("device_free_ctx", pointer, [=](Context &context) {
        if (memory != nullptr && context.worker != nullptr && !context.worker->is_gone()) {
            context.worker->control("device_free_ctx", {protocol::FREE, address_of(memory)});
        }
    });
}

int copy_to_device_ctx(void *pointer, void *target, const void *source, size_t bytes) noexcept {
    return guarded("copy_to_device_ctx", pointer, [=](Context &context) {
        require(target, "the address on the device");
        require(source, "the address of the host");
        Dialogue &worker = worker_of(context);
        in_pieces(bytes, [&](uint64_t at, uint64_t length) {
            memcpy(worker.tensors().at(0), static_cast<const uint8_t *>(source) + at, length);
            worker.control("copy_to_device_ctx", {protocol::COPY_TO, address_of(target) + at, reference(0), length});
        });
    });
}

int copy_from_device_ctx(void *pointer, void *target, const void *source, size_t bytes) noexcept {
    return guarded("copy_from_device_ctx", pointer, [=](Context &context) {
        require(target, "the address of the host");
        require(source, "the address on the device");
        Dialogue &worker = worker_of(context);
        in_pieces(bytes, [&](uint64_t at, uint64_t length) {
            worker.control("copy_from_device_ctx", {protocol::COPY_FROM, reference(0), address_of(source) + at, length});
            memcpy(static_cast<uint8_t *>(target) + at, worker.tensors().at(0), length);
        });
    });
}

int finalize_device(void *pointer) noexcept {
    return guarded("finalize_device", pointer, [](Context &context) { finalize(context); });
}

int ensure_acl_ready_ctx(void *pointer, int) noexcept {
    return guarded("ensure_acl_ready_ctx", pointer, [](Context &) {});
}

// A simulation has no streams; this one says whose group is meant.
void *create_comm_stream_ctx(void *pointer) noexcept {
    return guarded("create_comm_stream_ctx", pointer, [](Context &) {}) == 0 ? pointer : nullptr;
}

int destroy_comm_stream_ctx(void *pointer, void *) noexcept {
    return guarded("destroy_comm_stream_ctx", pointer, [](Context &) {});
}

void *comm_init(int rank, int ranks, void *stream, const char *root_info) noexcept {
    void *result = nullptr;
    guarded("comm_init", stream, [&](Context &context) {
        require(root_info, "the path of the root info");
        if (ranks < 1 || ranks > static_cast<int>(protocol::MAX_RANKS) || rank < 0 || rank >= ranks) {
            throw Failure(text("rank %d of %d: a group has 1 to %d ranks, numbered from 0", rank, ranks,
                static_cast<int>(protocol::MAX_RANKS)));
        }
        Dialogue &worker = worker_of(context);
        if (context.group != nullptr) {
            throw Failure("the context is in a group already; leave it by comm_destroy");
        }
        std::unique_ptr<Group> group(
            new Group{&context, static_cast<uint32_t>(rank), static_cast<uint32_t>(ranks), absolute(root_info)});
        RootInfo(group->root_info).announce(*group, worker.id());
        context.group = std::move(group);
        result = context.group.get();
    });
    return result;
}

int comm_alloc_windows(void *group, size_t window_bytes, uint64_t *context) noexcept {
    return for_group("comm_alloc_windows", group, [=](Context &known) {
        require(context, "where the address of the context goes");
        allocate_windows(known, *known.group, window_bytes, context);
    });
}

int comm_get_local_window_base(void *group, uint64_t *base) noexcept {
    return for_group("comm_get_local_window_base", group, [=](Context &) {
        require(base, "where the address of the window goes");
        *base = joined(group).base;
    });
}

int comm_get_window_size(void *group, size_t *bytes) noexcept {
    return for_group("comm_get_window_size", group, [=](Context &) {
        require(bytes, "where the size of the window goes");
        *bytes = joined(group).window_bytes;
    });
}

int comm_barrier(void *group) noexcept {
    return for_group("comm_barrier", group, [=](Context &context) {
        joined(group);
        worker_of(context).control("comm_barrier", {protocol::BARRIER}, protocol::GROUP_SECONDS + protocol::RUN_GRACE_SECONDS);
    });
}

int comm_destroy(void *group) noexcept {
    return for_group("comm_destroy", group, [](Context &context) {
        const std::unique_ptr<Group> left = std::move(context.group);
        if (left->joined) {
            worker_of(context).control("comm_destroy", {protocol::LEAVE}, protocol::GROUP_SECONDS + protocol::RUN_GRACE_SECONDS);
        }
    });
}
