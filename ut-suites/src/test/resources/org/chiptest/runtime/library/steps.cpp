// A program that loads a runtime and does with it what its words say, one after the other: each step prints its name and its result.
//
//   steps LIBRARY STEP[:WORD[:WORD]] ...

#include <algorithm>
#include <cerrno>
#include <chrono>
#include <csignal>
#include <cstdint>
#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <ctime>
#include <filesystem>
#include <fstream>
#include <functional>
#include <iterator>
#include <map>
#include <sstream>
#include <string>
#include <thread>
#include <vector>

#include <dlfcn.h>
#include <sys/mman.h>
#include <sys/wait.h>
#include <unistd.h>

namespace {

constexpr size_t ELEMENTS = 16384;
constexpr size_t BYTES = ELEMENTS * sizeof(float);

struct Tensor {
    uint64_t data;
    uint32_t shape[5];
    uint32_t dimensions;
    uint8_t type;
    uint8_t of_device;
    uint8_t unused[6];
};
struct Arguments {
    Tensor tensors[64];
    uint64_t scalars[128];
    int32_t tensor_count;
    int32_t scalar_count;
};
static_assert(sizeof(Arguments) == 3592);

void *library;
void *context;
void *group;

template <typename Function>
Function *function(const char *name) {
    void *found = dlsym(library, name);
    if (found == nullptr) {
        fprintf(stderr, "%s\n", dlerror());
        exit(2);
    }
    return reinterpret_cast<Function *>(found);
}

long init(int device) {
    return function<int(void *, int, const uint8_t *, size_t, const uint8_t *, size_t)>("simpler_init")(context, device, nullptr, 0, nullptr, 0);
}

long prepare(int cid, const std::string &path) {
    std::ifstream file(path, std::ios::binary);
    std::string image((std::istreambuf_iterator<char>(file)), std::istreambuf_iterator<char>());
    const std::string before = image;
    const long code = function<int(void *, int32_t, const void *)>("prepare_callable")(context, cid, image.data());
    return image == before ? code : 1000;  // the image is the caller's
}

void add(Arguments &arguments, float *data, size_t elements = ELEMENTS) {
    Tensor &tensor = arguments.tensors[arguments.tensor_count++];
    tensor.data = reinterpret_cast<uint64_t>(data);
    tensor.shape[0] = static_cast<uint32_t>(elements);
    tensor.dimensions = 1;
}

long run(int cid, const Arguments &arguments, const char *prefix = "", int swimlane = 0) {
    alignas(64) static char buffer[4096];
    return function<int(void *, void *, int32_t, const void *, int, int, int, int, int, int, const char *)>("run_prepared")(
        context, buffer, cid, &arguments, 3, 3, swimlane, 0, 0, 0, prefix);
}

// y = 2 x + y in memory that begins at an odd multiple of an element.
long saxpy(int cid, float *x, float *y) {
    Arguments arguments = {};
    add(arguments, x);
    add(arguments, y);
    const float two = 2;
    memcpy(&arguments.scalars[arguments.scalar_count++], &two, sizeof two);
    return run(cid, arguments);
}

long run(int cid) {
    std::vector<float> x(ELEMENTS + 1, 3), y(ELEMENTS + 2, 1);
    const long code = saxpy(cid, x.data() + 1, y.data() + 1);
    for (size_t i = 1; i <= ELEMENTS; i++) {
        if (code == 0 && (x[i] != 3 || y[i] != 7)) {
            return 1000;
        }
    }
    return y[0] == 1 && y[ELEMENTS + 1] == 1 ? code : 1001;
}

long run_in_place(int cid) {
    std::vector<float> x(ELEMENTS, 3);
    const long code = saxpy(cid, x.data(), x.data());
    return code == 0 && x[ELEMENTS - 1] != 9 ? 1000 : code;
}

long run_read_only(int cid) {
    auto *x = static_cast<float *>(mmap(nullptr, BYTES, PROT_READ, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0));
    std::vector<float> y(ELEMENTS, 5);
    const long code = saxpy(cid, x, y.data());
    return code == 0 && y[0] != 5 ? 1000 : code;
}

long run_counting(int tensors, int scalars) {
    Arguments arguments = {};
    arguments.tensor_count = tensors;
    arguments.scalar_count = scalars;
    return run(0, arguments);
}

long memory() {
    const size_t bytes = (20 << 20) + 3;
    void *device = function<void *(void *, size_t)>("device_malloc_ctx")(context, bytes);
    if (device == nullptr) {
        return 1;
    }
    std::string sent(bytes, 'x'), received(bytes, 0);
    sent.back() = 'y';
    auto *copy_to = function<int(void *, void *, const void *, size_t)>("copy_to_device_ctx");
    auto *copy_from = function<int(void *, void *, const void *, size_t)>("copy_from_device_ctx");
    const long code = copy_to(context, device, sent.data(), bytes) + copy_from(context, &received[0], device, bytes);
    function<void(void *, void *)>("device_free_ctx")(context, device);
    return code == 0 && sent != received ? 1000 : code;
}

long count(const char *name) { return static_cast<long>(function<size_t(void *)>(name)(context)); }

void destroy() {
    function<void(void *)>("destroy_device_context")(context);
    context = nullptr;
}

long create() {
    context = function<void *()>("create_device_context")();
    return context == nullptr;
}

// The median of runs on 16 elements, in nanoseconds.
long cpu_nanos() {
    timespec used;
    clock_gettime(CLOCK_THREAD_CPUTIME_ID, &used);
    return used.tv_sec * 1000000000L + used.tv_nsec;
}

// Says on standard error what CPU time a run takes on this thread.
long median_of_runs(int cid, long runs) {
    std::vector<float> x(16, 3), y(16, 1);
    Arguments arguments = {};
    add(arguments, x.data(), x.size());
    add(arguments, y.data(), y.size());
    arguments.scalar_count = 1;
    std::vector<long> times;
    const long cpu = cpu_nanos();
    for (long i = 0; i < runs; i++) {
        const auto begin = std::chrono::steady_clock::now();
        if (run(cid, arguments) != 0) {
            return -1;
        }
        times.push_back(std::chrono::nanoseconds(std::chrono::steady_clock::now() - begin).count());
    }
    fprintf(stderr, "cpu-of-a-run %ld\n", (cpu_nanos() - cpu) / runs);
    std::sort(times.begin(), times.end());
    return times[times.size() / 2];
}

// A copy of this program can do nothing with the context, and does nothing to it when it ends.
long in_copy() {
    const pid_t copy = fork();
    if (copy == 0) {
        const long code = run(0);
        destroy();
        exit(static_cast<int>(-code));
    }
    int status;
    waitpid(copy, &status, 0);
    return -WEXITSTATUS(status);
}

// The only child of this program, whichever thread has started it.
long worker() {
    for (const auto &thread : std::filesystem::directory_iterator("/proc/self/task")) {
        std::ifstream children(thread.path() / "children");
        long process;
        if (children >> process) {
            return process;
        }
    }
    return 0;
}

long wait_for_any() {
    const long process = worker();
    kill(static_cast<pid_t>(process), SIGKILL);
    // the library may have waited for it before
    return waitpid(-1, nullptr, 0) == process || errno == ECHILD ? 0 : 1;
}

long keeps_errno() {
    errno = 4711;
    function<int(void *)>("finalize_device")(nullptr);
    return errno == 4711 ? 0 : 1;
}

long join(int rank, int ranks, const std::string &path, size_t bytes) {
    void *stream = function<void *(void *)>("create_comm_stream_ctx")(context);
    group = function<void *(int, int, void *, const char *)>("comm_init")(rank, ranks, stream, path.c_str());
    uint64_t address = 0, base = 0;
    size_t size = 0;
    if (group == nullptr || function<int(void *, size_t, uint64_t *)>("comm_alloc_windows")(group, bytes, &address) != 0
        || function<int(void *, uint64_t *)>("comm_get_local_window_base")(group, &base) != 0
        || function<int(void *, size_t *)>("comm_get_window_size")(group, &size) != 0) {
        return -1;
    }
    // what a kernel finds: its rank, the number of ranks, and its window among all windows
    char known[1056];
    function<int(void *, void *, const void *, size_t)>("copy_from_device_ctx")(context, known, reinterpret_cast<void *>(address), sizeof known);
    uint32_t numbers[2];
    uint64_t windows[64];
    memcpy(numbers, known + 16, sizeof numbers);
    memcpy(windows, known + 32, sizeof windows);
    const bool right = size == bytes && numbers[0] == static_cast<uint32_t>(rank) && numbers[1] == static_cast<uint32_t>(ranks)
        && windows[rank] == base;
    return right ? 0 : 1000;
}

// Each rank writes its number into the window of the next one, and finds that of the one before it in its own.
long exchange(int rank, int ranks) {
    uint64_t base = 0;
    size_t size = 0;
    function<int(void *, uint64_t *)>("comm_get_local_window_base")(group, &base);
    function<int(void *, size_t *)>("comm_get_window_size")(group, &size);
    auto *barrier = function<int(void *)>("comm_barrier");
    const int64_t distance = static_cast<int64_t>((rank + 1) % ranks - rank) * static_cast<int64_t>(size);
    long code = function<int(void *, void *, const void *, size_t)>("copy_to_device_ctx")(context,
        reinterpret_cast<void *>(base + static_cast<uint64_t>(distance)), &rank, sizeof rank);
    code += barrier(group);
    int found = -1;
    code += function<int(void *, void *, const void *, size_t)>("copy_from_device_ctx")(context, &found, reinterpret_cast<void *>(base), sizeof found);
    return code == 0 && found != (rank + ranks - 1) % ranks ? 1000 : code;
}

using Words = std::vector<std::string>;

long number(const Words &words, size_t index) { return index < words.size() ? atol(words[index].c_str()) : 0; }

const std::map<std::string, std::function<long(const Words &)>> STEPS = {
    {"create", [](const Words &) { return create(); }},
    {"init", [](const Words &words) { return init(static_cast<int>(number(words, 1))); }},
    {"thread-init",
        [](const Words &) {
            long code = 0;
            std::thread([&code] { code = init(0); }).join();
            return code;
        }},
    {"prepare", [](const Words &words) { return prepare(static_cast<int>(number(words, 1)), words.at(2)); }},
    {"run", [](const Words &words) { return run(static_cast<int>(number(words, 1))); }},
    {"run-in-place", [](const Words &words) { return run_in_place(static_cast<int>(number(words, 1))); }},
    {"run-read-only", [](const Words &words) { return run_read_only(static_cast<int>(number(words, 1))); }},
    {"run-counting",
        [](const Words &words) { return run_counting(static_cast<int>(number(words, 1)), static_cast<int>(number(words, 2))); }},
    {"run-captured",
        [](const Words &words) {
            std::vector<float> x(ELEMENTS, 3);
            Arguments arguments = {};
            add(arguments, x.data());
            add(arguments, x.data());
            arguments.scalar_count = 1;
            return run(0, arguments, words.at(1).c_str(), 1);
        }},
    {"median-of-runs", [](const Words &words) { return median_of_runs(static_cast<int>(number(words, 1)), number(words, 2)); }},
    {"unregister",
        [](const Words &words) {
            return static_cast<long>(function<int(void *, int32_t)>("unregister_callable")(context, static_cast<int32_t>(number(words, 1))));
        }},
    {"host-opens", [](const Words &) { return count("get_host_dlopen_count"); }},
    {"aicpu-opens", [](const Words &) { return count("get_aicpu_dlopen_count"); }},
    {"memory", [](const Words &) { return memory(); }},
    {"finalize", [](const Words &) { return static_cast<long>(function<int(void *)>("finalize_device")(context)); }},
    {"destroy",
        [](const Words &) {
            destroy();
            return 0L;
        }},
    {"null",
        [](const Words &) {
            context = nullptr;
            return 0L;
        }},
    {"copy", [](const Words &) { return in_copy(); }},
    {"errno", [](const Words &) { return keeps_errno(); }},
    {"wait-for-any", [](const Words &) { return wait_for_any(); }},
    {"ignore-children",
        [](const Words &) {
            signal(SIGCHLD, SIG_IGN);
            return 0L;
        }},
    {"set", [](const Words &words) { return static_cast<long>(setenv(words.at(1).c_str(), words.at(2).c_str(), 1)); }},
    {"worker", [](const Words &) { return worker(); }},
    {"close-library", [](const Words &) { return static_cast<long>(dlclose(library)); }},
    {"join",
        [](const Words &words) {
            return join(static_cast<int>(number(words, 1)), static_cast<int>(number(words, 2)), words.at(3), 1 << 20);
        }},
    {"announce",
        [](const Words &words) {
            void *stream = function<void *(void *)>("create_comm_stream_ctx")(context);
            group = function<void *(int, int, void *, const char *)>("comm_init")(static_cast<int>(number(words, 1)),
                static_cast<int>(number(words, 2)), stream, words.at(3).c_str());
            return group == nullptr ? -1L : 0L;
        }},
    {"exchange", [](const Words &words) { return exchange(static_cast<int>(number(words, 1)), static_cast<int>(number(words, 2))); }},
    {"leave", [](const Words &) { return static_cast<long>(function<int(void *)>("comm_destroy")(group)); }},
    {"pause", [](const Words &) { return static_cast<long>(pause()); }},
};

Words split(const char *step) {
    Words words;
    std::stringstream text(step);
    for (std::string word; std::getline(text, word, ':');) {
        words.push_back(word);
    }
    return words;
}

}  // namespace

int main(int count, char **arguments) {
    setvbuf(stdout, nullptr, _IOLBF, 0);
    library = dlopen(arguments[1], RTLD_NOW | RTLD_LOCAL);
    if (library == nullptr) {
        fprintf(stderr, "%s\n", dlerror());
        return 2;
    }
    create();
    for (int i = 2; i < count; i++) {
        const Words words = split(arguments[i]);
        printf("%s %ld\n", words[0].c_str(), STEPS.at(words[0])(words));
    }
    return 0;
}
