// A device runtime behind the C interface, small but real: host_build_graph, whose tasks run one after the other on the calling thread.
// It does wrong what the file beside it says, named like the library with ".fault" behind it: one fault a line, of the form
//     code FUNCTION NUMBER     FUNCTION returns NUMBER and does nothing
//     hang FUNCTION            FUNCTION never returns
//     crash FUNCTION           FUNCTION dies of SIGSEGV
//     throw FUNCTION           FUNCTION throws
//     say FUNCTION TEXT        FUNCTION writes a line to standard error, and goes on
// or one of the words that are looked for below. Compiled with GENERATION 1 or 2.

#include <algorithm>
#include <atomic>
#include <cstddef>
#include <cstdint>
#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <fstream>
#include <map>
#include <sstream>
#include <stdexcept>
#include <string>
#include <thread>
#include <vector>

#include <dlfcn.h>
#include <fcntl.h>
#include <sys/mman.h>
#include <sys/resource.h>
#include <unistd.h>

#ifdef NEEDS_SECOND_LIBRARY
void sim_context_set_cluster_id(int id);  // mangled: in a library that is opened before
#endif

namespace {

std::vector<std::string> faults() {
    Dl_info info;
    dladdr(reinterpret_cast<void *>(faults), &info);
    std::ifstream file(std::string(info.dli_fname) + ".fault");
    std::vector<std::string> lines;
    for (std::string line; std::getline(file, line);) {
        lines.push_back(line);
    }
    return lines;
}

std::string after(const std::string &prefix) {
    for (const std::string &line : faults()) {
        if (line.rfind(prefix, 0) == 0) {
            return line.substr(prefix.size());
        }
    }
    return "";
}

bool told(const std::string &word) {
    for (const std::string &line : faults()) {
        if (line == word) {
            return true;
        }
    }
    return false;
}

volatile uint64_t nowhere = 8;

// Do what was told for a function; false if it is to return `code`.
bool enter(const char *function, int *code = nullptr) {
    const std::string name = function;
    const std::string words = after("say " + name + " ");
    if (!words.empty()) {
        fprintf(stderr, "%s\n", words.c_str());
    }
    if (told("hang " + name)) {
        for (;;) pause();
    }
    if (told("crash " + name)) {
        *reinterpret_cast<volatile int *>(nowhere) = 1;
    }
    if (told("throw " + name)) {
        throw std::runtime_error("thrown by " + name);
    }
    const std::string number = after("code " + name + " ");
    if (!number.empty() && code != nullptr) {
        *code = atoi(number.c_str());
        return false;
    }
    return true;
}

#if GENERATION == 1
constexpr size_t SIG_SLOTS = 64, SIG_COUNT = 256, BINARY_SIZE = 260, FUNC_NAME = 264, CHILD_IDS = 332, CHILD_OFFSETS = 4428,
                 CHILD_COUNT = 8524, STORAGE = 8596, CORE_SIZE = 68, CORE_BINARY = 128;
constexpr size_t TENSOR = 40, TENSOR_COUNT = 3584, RUNTIME_SIZE = 22336;
#else
constexpr size_t SIG_SLOTS = 256, SIG_COUNT = 1024, BINARY_SIZE = 1028, FUNC_NAME = 1032, CHILD_IDS = 1100, CHILD_OFFSETS = 5196,
                 CHILD_COUNT = 9292, STORAGE = 9376, CORE_SIZE = 132, CORE_BINARY = 192;
constexpr size_t TENSOR = 128, TENSOR_COUNT = 33792, SCALARS = 32768, RUNTIME_SIZE = 48576;
#endif

int32_t i32(const uint8_t *at) {
    int32_t value;
    memcpy(&value, at, sizeof value);
    return value;
}

// A library of some bytes, by a file in the folder for temporary files.
class Library {
public:
    Library(const uint8_t *bytes, size_t size) {
        const char *folder = getenv("TMPDIR");
        std::string path = std::string(folder != nullptr ? folder : "/tmp") + "/planted_XXXXXX";
        const int fd = mkstemp(path.data());
        if (fd < 0 || write(fd, bytes, size) != static_cast<ssize_t>(size)) {
            throw std::runtime_error("cannot write " + path);
        }
        close(fd);
        handle = dlopen(path.c_str(), RTLD_NOW | RTLD_LOCAL);
        const char *error = handle == nullptr ? dlerror() : "";
        const std::string text = error != nullptr ? error : "";
        unlink(path.c_str());
        if (handle == nullptr) {
            throw std::runtime_error(text);
        }
    }
    ~Library() { dlclose(handle); }
    Library(const Library &) = delete;
    Library &operator=(const Library &) = delete;

    template <typename Function>
    Function *find(const char *name, bool required = true) const {
        void *address = dlsym(handle, name);
        if (address == nullptr && required) {
            throw std::runtime_error(std::string("no symbol ") + name);
        }
        return reinterpret_cast<Function *>(address);
    }

private:
    void *handle;
};

uint32_t subblock_id() { return 0; }
void *pipe_state(uint64_t key, size_t size) {
    static std::map<uint64_t, std::vector<uint8_t>> states;
    std::vector<uint8_t> &state = states[key];
    if (state.empty()) {
        state.resize(size);
    }
    return state.data();
}

using Kernel = void(int64_t *args);

struct Callable {
    std::vector<int32_t> signature;
    Library *orchestration = nullptr;
    std::string entry;
    std::map<int32_t, Library *> kernels;

    explicit Callable(const uint8_t *image) {
        signature.resize(static_cast<size_t>(i32(image + SIG_COUNT)));
        memcpy(signature.data(), image, signature.size() * sizeof(int32_t));
        entry = reinterpret_cast<const char *>(image + FUNC_NAME);
        orchestration = new Library(image + STORAGE, static_cast<size_t>(i32(image + BINARY_SIZE)));
        for (int32_t i = 0; i < i32(image + CHILD_COUNT); i++) {
            const uint8_t *child = image + STORAGE + static_cast<uint32_t>(i32(image + CHILD_OFFSETS + 4 * i));
            auto *kernel = new Library(child + CORE_BINARY, static_cast<size_t>(i32(child + CORE_SIZE)));
            kernels[i32(image + CHILD_IDS + 4 * i)] = kernel;
            if (auto *hooks = kernel->find<void(void *, void *)>("pto_sim_register_hooks", false)) {
                hooks(reinterpret_cast<void *>(subblock_id), reinterpret_cast<void *>(pipe_state));
            }
        }
    }
    ~Callable() {
        delete orchestration;
        for (auto &kernel : kernels) {
            delete kernel.second;
        }
    }
    Callable(const Callable &) = delete;
    Callable &operator=(const Callable &) = delete;

    Kernel *kernel(int32_t id) const {
        const auto found = kernels.find(id);
        if (found == kernels.end()) {
            throw std::runtime_error("no kernel " + std::to_string(id));
        }
        return found->second->find<Kernel>("kernel_entry");
    }
};

struct Context {
    int device = -1;
    std::map<int32_t, Callable *> callables;
    std::map<void *, size_t> memory;
    size_t opens = 0;
    int runs = 0;
    std::vector<uint8_t> aicpu, aicore;
    int prepared = -1;  // generation 2: the callable of the run that is under way
    const uint8_t *args = nullptr;
    int phase = 0;
};

int fail(const char *function, const std::string &text) {
    fprintf(stderr, "[ERROR] %s: %s\n", function, text.c_str());
    return -1;
}

#if GENERATION == 1

struct Task {
    Kernel *kernel;
    std::vector<int64_t> args;
    int waits = 0;
    std::vector<int> successors;
};

struct Pair {
    void *host, *device;
    size_t size;
};

// The part that an orchestration sees comes first.
struct Graph {
    const void *ops;
    const Callable *callable;
    std::vector<Task> tasks;
    std::vector<Pair> pairs;
    std::vector<void *> memory;
    const bool few_words = told("few-words"), loses_edges = told("loses-edges");
};

int add_task(Graph *graph, uint64_t *args, int count, int func_id, int) {
    if (graph->few_words && count > 8) return -1;
    Task task{graph->callable->kernel(func_id), {}, 0, {}};
    task.args.assign(reinterpret_cast<int64_t *>(args), reinterpret_cast<int64_t *>(args) + count);
    task.args.resize(50);
    graph->tasks.push_back(task);
    return static_cast<int>(graph->tasks.size()) - 1;
}
int set_info(Graph *, int, const void *, int) { return 0; }
void add_successor(Graph *graph, int from, int to) {
    if (graph->loses_edges && from > 1 && (from + to) % 16 == 1) return;
    graph->tasks[static_cast<size_t>(from)].successors.push_back(to);
    graph->tasks[static_cast<size_t>(to)].waits++;
}
void record_pair(Graph *graph, void *host, void *device, size_t size) { graph->pairs.push_back({host, device, size}); }
int task_count(Graph *graph) { return static_cast<int>(graph->tasks.size()); }
void print(Graph *) {}
void *graph_malloc(Graph *graph, size_t size) {
    graph->memory.push_back(malloc(size));
    return graph->memory.back();
}
void graph_free(Graph *graph, void *pointer) {
    graph->memory.erase(std::find(graph->memory.begin(), graph->memory.end(), pointer));
    free(pointer);
}
int graph_copy(Graph *, void *device, const void *host, size_t size) {
    memcpy(device, host, size);
    return 0;
}

const void *const OPS[] = {
    reinterpret_cast<const void *>(add_task),   reinterpret_cast<const void *>(set_info),
    reinterpret_cast<const void *>(add_successor), reinterpret_cast<const void *>(record_pair),
    reinterpret_cast<const void *>(task_count), reinterpret_cast<const void *>(print),
    reinterpret_cast<const void *>(graph_malloc), reinterpret_cast<const void *>(graph_free),
    reinterpret_cast<const void *>(graph_copy),
};

int execute(const Callable &callable, const void *args) {
    Graph graph{OPS, &callable, {}, {}, {}};
    const int code = callable.orchestration->find<int(Graph *, const void *)>(callable.entry.c_str())(&graph, args);
    std::vector<int> ready;
    for (size_t i = 0; code == 0 && i < graph.tasks.size(); i++) {
        if (graph.tasks[i].waits == 0) ready.push_back(static_cast<int>(i));
    }
    while (!ready.empty()) {
        Task &task = graph.tasks[static_cast<size_t>(ready.back())];
        ready.pop_back();
        task.kernel(task.args.data());
        for (int successor : task.successors) {
            if (--graph.tasks[static_cast<size_t>(successor)].waits == 0) ready.push_back(successor);
        }
    }
    for (const Pair &pair : graph.pairs) {
        memcpy(pair.host, pair.device, code == 0 ? pair.size : 0);
    }
    for (void *pointer : graph.memory) free(pointer);
    return code == 0 || !told("code-is-lost") ? code : -1;
}

#else

// The orchestration's side of generation 2, as far as a vector example needs it.
struct Graph {
    const void *ops;
    uint8_t pending_scope_mode;
    const Callable *callable;
};

struct Outputs {
    uint8_t bytes[272];
};

constexpr size_t CORE_TENSORS = 128, CORE_SCALARS = 384, CORE_TENSOR_COUNT = 512, CORE_SCALAR_COUNT = 516;

Outputs submit_task(Graph *graph, const int32_t *mixed, const uint8_t *args) {
    const int32_t id = mixed[0] >= 0 ? mixed[0] : mixed[1];
    int64_t words[50] = {};
    const int32_t tensors = i32(args + CORE_TENSOR_COUNT), scalars = i32(args + CORE_SCALAR_COUNT);
    memcpy(words, args + CORE_TENSORS, 8 * static_cast<size_t>(tensors));
    memcpy(words + tensors, args + CORE_SCALARS, 8 * static_cast<size_t>(scalars));
    graph->callable->kernel(id)(words);
    return {};
}
void nothing(Graph *) {}

const void *const OPS[23] = {reinterpret_cast<const void *>(submit_task), reinterpret_cast<const void *>(nothing),
                             reinterpret_cast<const void *>(nothing), reinterpret_cast<const void *>(nothing)};

constexpr int32_t IN = 1, OUT = 2;

struct Staged {
    uint8_t tensors[256][TENSOR] __attribute__((aligned(64)));
    uint8_t chip_args[5512];
    std::vector<std::vector<uint8_t>> memory;
};

uint64_t u64(const uint8_t *at) {
    uint64_t value;
    memcpy(&value, at, sizeof value);
    return value;
}

// Directions matter: OUT is not uploaded, IN is not copied back.
int execute(const Callable &callable, const uint8_t *args) {
    auto *staged = new Staged();
    const auto count = static_cast<size_t>(i32(args + TENSOR_COUNT));
    for (size_t i = 0; i < count; i++) {
        memcpy(staged->tensors[i], args + TENSOR * i, TENSOR);
        const uint64_t host = u64(args + TENSOR * i), bytes = u64(args + TENSOR * i + 8);
        const bool on_device = args[TENSOR * i + 43] == 1;
        staged->memory.emplace_back(bytes, 0xcd);
        if (!on_device) {
            const bool uploaded = i >= callable.signature.size() || callable.signature[i] != OUT;
            if (uploaded) memcpy(staged->memory[i].data(), reinterpret_cast<void *>(host), bytes);
            const auto address = reinterpret_cast<uint64_t>(staged->memory[i].data());
            memcpy(staged->tensors[i], &address, 8);
        }
        const auto reference = reinterpret_cast<uint64_t>(staged->tensors[i]);
        memcpy(staged->chip_args + 1024 + 8 * i, &reference, 8);
    }
    const int32_t scalars = i32(args + TENSOR_COUNT + 4), tensors = static_cast<int32_t>(count);
    memcpy(staged->chip_args + 3072, args + SCALARS, 8 * static_cast<size_t>(scalars));
    memcpy(staged->chip_args + 4096, &tensors, 4);
    memcpy(staged->chip_args + 4100, &scalars, 4);
    Graph graph{OPS, 0, &callable};
    callable.orchestration->find<void(Graph *)>("framework_bind_runtime")(&graph);
    callable.orchestration->find<void(const void *)>(callable.entry.c_str())(staged->chip_args);
    for (size_t i = 0; i < count; i++) {
        const bool back = args[TENSOR * i + 43] != 1 && (i >= callable.signature.size() || callable.signature[i] != IN);
        if (back) memcpy(reinterpret_cast<void *>(u64(args + TENSOR * i)), staged->memory[i].data(), staged->memory[i].size());
    }
    delete staged;
    return 0;
}

#endif

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

#define API extern "C" __attribute__((visibility("default")))

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

namespace {
// Ranks meet in a file of the name that they are given: counts, then the windows.
struct Meeting {
    std::atomic<int> joined, left, arrived, phase;
};
constexpr size_t WINDOWS_AT = 4096;

struct Rank {
    int rank, ranks;
    std::string path;
    Meeting *meeting = nullptr;
    size_t window_bytes = 0;
    uint64_t context[132] = {};

    uint8_t *window(int of) const { return reinterpret_cast<uint8_t *>(meeting) + WINDOWS_AT + static_cast<size_t>(of) * window_bytes; }

    static void wait(const std::atomic<int> &word, int value) {
        while (word.load() < value) usleep(1000);
    }
};

char the_stream;

bool enter_comm(const char *function, int *code) {
    if (told("tell-comm")) fprintf(stderr, "comm: %s\n", function);
    return enter(function, code);
}
}  // namespace

API int ensure_acl_ready_ctx(Context *context, int device) {
    int code = 0;
    if (!enter_comm("ensure_acl_ready_ctx", &code)) return code;
    return device == context->device ? 0 : fail("ensure_acl_ready_ctx", "device");
}
API void *create_comm_stream_ctx(Context *) {
    int code = 0;
    return enter_comm("create_comm_stream_ctx", &code) && told("streams") ? &the_stream : nullptr;
}
API int destroy_comm_stream_ctx(Context *, void *stream) {
    int code = 0;
    if (!enter_comm("destroy_comm_stream_ctx", &code)) return code;
    return stream == &the_stream ? 0 : fail("destroy_comm_stream_ctx", "no stream");
}
API void *comm_init(int rank, int ranks, void *stream, const char *path) {
    int code = 0;
    if (!enter_comm("comm_init", &code)) return nullptr;
    if (rank < 0 || rank >= ranks || ranks > 64 || path == nullptr || (told("streams") && stream != &the_stream)) {
        fail("comm_init", "rank, stream or path");
        return nullptr;
    }
    return new Rank{rank, ranks, path};
}
API int comm_alloc_windows(Rank *rank, size_t bytes, uint64_t *context) {
    int code = 0;
    if (!enter_comm("comm_alloc_windows", &code)) return code;
    if (told("no-context")) return 0;
    const int file = open(rank->path.c_str(), O_RDWR | O_CREAT | O_CLOEXEC, 0600);
    const size_t size = WINDOWS_AT + static_cast<size_t>(rank->ranks) * bytes;
    if (file < 0 || ftruncate(file, static_cast<off_t>(size)) != 0) return fail("comm_alloc_windows", rank->path);
    rank->meeting = static_cast<Meeting *>(mmap(nullptr, size, PROT_READ | PROT_WRITE, MAP_SHARED, file, 0));
    close(file);
    rank->window_bytes = bytes;
    reinterpret_cast<uint32_t *>(rank->context)[4] = static_cast<uint32_t>(rank->rank);
    reinterpret_cast<uint32_t *>(rank->context)[5] = static_cast<uint32_t>(rank->ranks);
    rank->context[3] = bytes;
    for (int i = 0; i < rank->ranks; i++) {
        rank->context[4 + i] = rank->context[68 + i] = reinterpret_cast<uint64_t>(rank->window(i));
    }
    rank->meeting->joined++;
    Rank::wait(rank->meeting->joined, rank->ranks);
    *context = reinterpret_cast<uint64_t>(rank->context);
    return 0;
}
API int comm_get_local_window_base(const Rank *rank, uint64_t *base) {
    int code = 0;
    if (!enter_comm("comm_get_local_window_base", &code)) return code;
    *base = reinterpret_cast<uint64_t>(rank->window(rank->rank));
    return 0;
}
API int comm_get_window_size(const Rank *rank, size_t *bytes) {
    int code = 0;
    if (!enter_comm("comm_get_window_size", &code)) return code;
    *bytes = told("small-window") ? 1 : rank->window_bytes;
    return 0;
}
API int comm_barrier(Rank *rank) {
    int code = 0;
    if (!enter_comm("comm_barrier", &code)) return code;
    const int phase = rank->meeting->phase;
    if (++rank->meeting->arrived == rank->ranks) {
        rank->meeting->arrived = 0;
        rank->meeting->phase++;
    }
    Rank::wait(rank->meeting->phase, phase + 1);
    return 0;
}
// A rank that leaves waits until all do.
API int comm_destroy(Rank *rank) {
    int code = 0;
    if (!enter_comm("comm_destroy", &code)) return code;
    rank->meeting->left++;
    Rank::wait(rank->meeting->left, rank->ranks);
    delete rank;
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
