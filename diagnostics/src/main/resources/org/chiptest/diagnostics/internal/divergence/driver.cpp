// Runs the kernels of one task alone, on the inputs that they had in a run, and compares what they write with what was expected of them
// and with what they wrote in the run. arguments.txt beside it says what the task was given.

#include <algorithm>
#include <cinttypes>
#include <cmath>
#include <cstdint>
#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <exception>
#include <fstream>
#include <map>
#include <sstream>
#include <string>
#include <vector>

#include <dlfcn.h>
#include <pthread.h>

#ifdef REPLAY_TRB
#include "pto2_dispatch_payload.h"
#include "tensor.h"
#endif

#if defined(__SANITIZE_ADDRESS__)
#include <sanitizer/asan_interface.h>
#define GUARD 0
#else
#define GUARD (64u << 10)
#define ASAN_POISON_MEMORY_REGION(address, bytes) ((void)(address), (void)(bytes))
#define ASAN_UNPOISON_MEMORY_REGION(address, bytes) ((void)(address), (void)(bytes))
#endif

namespace {

enum Verdict { SAME_DIFFERENCE = 0, NO_DIFFERENCE = 1, OTHER_DIFFERENCE = 2, FAILED = 3 };

// What memory holds before anybody writes there, in one run and in the other: numbers of some size, whatever the type.
constexpr uint8_t FILLS[] = {0x4B, 0xC2};
constexpr size_t LINE = 64;
constexpr size_t STACK = 256u << 20;

[[noreturn]] void fail(const std::string &text) {
    fprintf(stderr, "replay: %s\n", text.c_str());
    exit(FAILED);
}

struct Type {
    const char *name;
    int code;
    size_t size;
};

constexpr Type TYPES[] = {{"FLOAT32", 0, 4}, {"FLOAT16", 1, 2}, {"INT32", 2, 4}, {"INT16", 3, 2}, {"INT8", 4, 1}, {"UINT8", 5, 1},
                          {"BFLOAT16", 6, 2}, {"INT64", 7, 8}, {"UINT64", 8, 8}, {"UINT16", 9, 2}, {"UINT32", 10, 4}};

const Type &type_named(const std::string &name) {
    for (const Type &type : TYPES) {
        if (name == type.name) {
            return type;
        }
    }
    fail("arguments.txt names the type " + name + ", which is unknown");
}

template <typename T>
T load(const uint8_t *at) {
    T value;
    memcpy(&value, at, sizeof value);
    return value;
}

double half(uint16_t bits) {
    const int exponent = bits >> 10 & 31;
    const double digits = bits & 1023;
    const double value = exponent == 31 ? (digits == 0 ? INFINITY : NAN)
                         : exponent == 0 ? std::ldexp(digits, -24)
                                         : std::ldexp(digits + 1024, exponent - 25);
    return (bits & 0x8000) != 0 ? -value : value;
}

double number(const Type &type, const uint8_t *at) {
    switch (type.code) {
    case 0:
        return load<float>(at);
    case 1:
        return half(load<uint16_t>(at));
    case 2:
        return load<int32_t>(at);
    case 3:
        return load<int16_t>(at);
    case 4:
        return load<int8_t>(at);
    case 5:
        return load<uint8_t>(at);
    case 6: {
        const uint32_t bits = static_cast<uint32_t>(load<uint16_t>(at)) << 16;
        return load<float>(reinterpret_cast<const uint8_t *>(&bits));
    }
    case 7:
        return static_cast<double>(load<int64_t>(at));
    case 8:
        return static_cast<double>(load<uint64_t>(at));
    case 9:
        return load<uint16_t>(at);
    default:
        return load<uint32_t>(at);
    }
}

// A range of memory that arguments lie in; those that had bytes in common in the run have them here. A sanitizer sees who goes past it;
// without one, what lies around it is filled like memory that nobody has written.
struct Memory {
    size_t bytes = 0;
    size_t lead = 0; // from the beginning of a cache line
    uint8_t *line = nullptr;

    uint8_t *begin() const { return line + GUARD + lead; }

    size_t whole() const { return GUARD + lead + bytes + GUARD; }

    void allocate(uint8_t fill) {
        void *block = nullptr;
        if (posix_memalign(&block, LINE, std::max<size_t>(whole(), 1)) != 0) {
            fail("there is no memory for " + std::to_string(bytes) + " bytes");
        }
        line = static_cast<uint8_t *>(block);
        memset(line, fill, whole());
    }

    void release() {
        ASAN_UNPOISON_MEMORY_REGION(line, whole());
        free(line);
    }
};

struct Argument {
    int index = 0;
    bool scalar = false;
    uint64_t word = 0;
    bool reads = false;
    bool writes = false;
    const Type *type = nullptr;
    size_t memory = 0;
    size_t at = 0; // of the buffer, in its memory
    std::vector<uint64_t> shape;
    std::vector<uint64_t> raw;
    std::vector<uint64_t> offset;
    std::vector<uint8_t> input;
    std::vector<uint8_t> expected;
    std::vector<uint8_t> actual;

    uint64_t elements() const {
        uint64_t count = 1;
        for (uint64_t each : shape) {
            count *= each;
        }
        return count;
    }

    uint64_t row() const { return shape.empty() ? 1 : shape.back(); }

    // Bytes from the buffer's beginning to an element.
    size_t place(uint64_t flat) const {
        uint64_t element = 0;
        uint64_t stride = 1;
        for (size_t d = shape.size(); d-- > 0;) {
            element += (flat % shape[d] + offset[d]) * stride;
            flat /= shape[d];
            stride *= raw[d];
        }
        return element * type->size;
    }

    std::string position(uint64_t flat) const {
        std::string text = "]";
        for (size_t d = shape.size(); d-- > 0;) {
            text = (d == 0 ? "[" : ", ") + std::to_string(flat % shape[d]) + text;
            flat /= shape[d];
        }
        return shape.empty() ? "[0]" : text;
    }

    std::string value(const uint8_t *at) const {
        char text[64];
        if (type->code == 7) {
            snprintf(text, sizeof text, "%" PRId64, load<int64_t>(at));
        } else if (type->code == 8) {
            snprintf(text, sizeof text, "%" PRIu64, load<uint64_t>(at));
        } else {
            snprintf(text, sizeof text, "%.9g", number(*type, at));
        }
        return text;
    }
};

struct Kernel {
    int place = 0; // 0 on the cube core, 1 and 2 on the vector cores of a cluster
    int func_id = 0;
    std::string library;
    void (*entry)(int64_t *) = nullptr;
};

struct Task {
    bool trb = false;
    int blocks = 1;
    double relative = 0;
    double absolute = 0;
    std::vector<Kernel> kernels;
    std::vector<Memory> memories;
    std::vector<Argument> arguments;
};

std::vector<uint64_t> numbers(std::istringstream &line) {
    size_t count = 0;
    line >> count;
    std::vector<uint64_t> all(count);
    for (uint64_t &each : all) {
        line >> each;
    }
    return all;
}

// The elements behind the header of a NumPy file.
std::vector<uint8_t> elements_of(const std::string &file) {
    std::ifstream in(file, std::ios::binary);
    std::vector<uint8_t> all((std::istreambuf_iterator<char>(in)), std::istreambuf_iterator<char>());
    if (all.size() < 10) {
        fail(file + " is missing or has no elements");
    }
    return std::vector<uint8_t>(all.begin() + 10 + load<uint16_t>(&all[8]), all.end());
}

Argument tensor(std::istringstream &line) {
    Argument argument;
    std::string role;
    std::string type;
    line >> argument.index >> role >> type >> argument.memory >> argument.at;
    argument.type = &type_named(type);
    argument.shape = numbers(line);
    argument.raw = numbers(line);
    argument.offset = numbers(line);
    argument.reads = role != "out";
    argument.writes = role != "in";
    const std::string name = std::to_string(argument.index) + ".npy";
    if (argument.reads) {
        argument.input = elements_of("inputs/" + name);
    }
    if (argument.writes) {
        argument.expected = elements_of("expected/" + name);
        argument.actual = elements_of("actual/" + name);
    }
    return argument;
}

Argument scalar(std::istringstream &line) {
    Argument argument;
    argument.scalar = true;
    std::string bits;
    line >> argument.index >> bits;
    argument.word = strtoull(bits.c_str(), nullptr, 16);
    return argument;
}

Task read_task() {
    Task task;
    std::ifstream in("arguments.txt");
    for (std::string text; std::getline(in, text);) {
        std::istringstream line(text);
        std::string what;
        line >> what;
        if (what == "runtime") {
            std::string name;
            line >> name;
            task.trb = name == "tensormap_and_ringbuffer";
        } else if (what == "tolerance") {
            line >> task.relative >> task.absolute;
        } else if (what == "blocks") {
            line >> task.blocks;
        } else if (what == "kernel") {
            Kernel kernel;
            line >> kernel.place >> kernel.func_id >> kernel.library;
            task.kernels.push_back(kernel);
        } else if (what == "memory") {
            Memory memory;
            line >> memory.bytes >> memory.lead;
            task.memories.push_back(memory);
        } else if (what == "tensor") {
            task.arguments.push_back(tensor(line));
        } else if (what == "scalar") {
            task.arguments.push_back(scalar(line));
        }
    }
    if (task.kernels.empty()) {
        fail("arguments.txt is missing, or names no kernel");
    }
    return task;
}

// What a kernel of an instruction library asks for: who it is, and memory that it shares with the others of its block.
struct Identity {
    uint32_t block = 0;
    uint32_t lane = 0;
    uint32_t lanes = 1;
};
thread_local Identity self;
pthread_mutex_t shared_lock = PTHREAD_MUTEX_INITIALIZER;
std::map<std::string, void *> shared;

void *shared_memory(const std::string &key, size_t size) {
    pthread_mutex_lock(&shared_lock);
    void *&block = shared[std::to_string(self.block) + "/" + key];
    if (block == nullptr && (posix_memalign(&block, LINE, size) != 0 || memset(block, 0, size) == nullptr)) {
        fail("there is no memory that kernels could share");
    }
    pthread_mutex_unlock(&shared_lock);
    return block;
}

} // namespace

extern "C" {

uint32_t pto_sim_get_subblock_id() { return self.lane; }

void *pto_sim_get_pipe_shared_state(uint64_t key, size_t size) { return shared_memory("pipe " + std::to_string(key), size); }

void *pto_cpu_sim_get_shared_storage(const char *key, size_t size) { return shared_memory(key, size); }

uint64_t pto_cpu_sim_get_task_cookie() { return self.block + 1; }

void pto_cpu_sim_get_execution_context(uint32_t *block_idx, uint32_t *subblock_id, uint32_t *subblock_dim) {
    *block_idx = self.block;
    *subblock_id = self.lanes > 1 ? self.lane : 0;
    *subblock_dim = self.lanes;
}

void pto_cpu_sim_set_execution_context(uint32_t block_idx, uint32_t subblock_id, uint32_t subblock_dim) {
    self = Identity{block_idx, subblock_id, subblock_dim};
}

} // extern "C"

namespace {

void open_kernel(Kernel &kernel, const std::string &folder) {
    void *library = dlopen((folder + "/" + kernel.library).c_str(), RTLD_NOW | RTLD_LOCAL);
    if (library == nullptr) {
        fail(dlerror());
    }
    kernel.entry = reinterpret_cast<void (*)(int64_t *)>(dlsym(library, "kernel_entry"));
    if (kernel.entry == nullptr) {
        fail(kernel.library + " does not export kernel_entry");
    }
    using Register = void (*)(void *, void *);
    if (auto hooks = reinterpret_cast<Register>(dlsym(library, "pto_sim_register_hooks"))) {
        hooks(reinterpret_cast<void *>(pto_sim_get_subblock_id), reinterpret_cast<void *>(pto_sim_get_pipe_shared_state));
    }
}

// One kernel of one block, with the words that it gets.
struct Call {
    const Task *task;
    const Kernel *kernel;
    int block;
    uint32_t lanes;
#ifdef REPLAY_TRB
    std::vector<std::vector<uint8_t>> tensors;
    alignas(64) PTO2DispatchPayload payload = {};
    PTO2DeferredCompletionIngressBuffer deferred = {};
#else
    int64_t words[64] = {};
#endif
    pthread_t thread = {};

    int64_t *arguments() {
#ifdef REPLAY_TRB
        return reinterpret_cast<int64_t *>(payload.args);
#else
        return words;
#endif
    }

    void lay_out() {
        size_t word = 0;
        for (const Argument &each : task->arguments) {
            arguments()[word++] = static_cast<int64_t>(each.scalar ? each.word : tensor_word(each));
        }
#ifdef REPLAY_TRB
        payload.args[PAYLOAD_LOCAL_CONTEXT_INDEX] = reinterpret_cast<uint64_t>(&payload.local_context);
        payload.args[PAYLOAD_GLOBAL_CONTEXT_INDEX] = reinterpret_cast<uint64_t>(&payload.global_context);
        const int32_t place[] = {block, task->blocks};
        memcpy(static_cast<void *>(&payload.local_context), place, sizeof place);
        payload.local_context.async_ctx = AsyncCtx::make(PTO2TaskId::make(0, 0), &deferred);
        payload.global_context.sub_block_id = std::max(0, kernel->place - 1);
#endif
    }

    uint64_t tensor_word(const Argument &argument) {
        uint8_t *buffer = task->memories[argument.memory].begin() + argument.at;
#ifdef REPLAY_TRB
        return described(argument, buffer);
#else
        return reinterpret_cast<uint64_t>(buffer);
#endif
    }

#ifdef REPLAY_TRB
    uint64_t described(const Argument &argument, uint8_t *buffer) {
        tensors.emplace_back(sizeof(Tensor) + LINE);
        const uint64_t at = (reinterpret_cast<uint64_t>(tensors.back().data()) + LINE - 1) / LINE * LINE;
        uint32_t shape[RUNTIME_MAX_TENSOR_DIMS] = {};
        uint32_t raw[RUNTIME_MAX_TENSOR_DIMS] = {};
        uint32_t offset[RUNTIME_MAX_TENSOR_DIMS] = {};
        uint64_t bytes = argument.type->size;
        for (size_t d = 0; d < argument.shape.size(); ++d) {
            shape[d] = static_cast<uint32_t>(argument.shape[d]);
            raw[d] = static_cast<uint32_t>(argument.raw[d]);
            offset[d] = static_cast<uint32_t>(argument.offset[d]);
            bytes *= raw[d];
        }
        Tensor *tensor = reinterpret_cast<Tensor *>(at);
        tensor->init(buffer, bytes, raw, shape, offset, static_cast<uint32_t>(argument.shape.size()),
                     static_cast<DataType>(argument.type->code), 0);
        tensor->update_start_offset();
        return at;
    }
#endif
};

void *run_call(void *argument) {
    Call *call = static_cast<Call *>(argument);
    self = Identity{static_cast<uint32_t>(call->block), static_cast<uint32_t>(std::max(0, call->kernel->place - 1)), call->lanes};
    try {
        call->kernel->entry(call->arguments());
    } catch (const std::exception &e) {
        fail("kernel " + std::to_string(call->kernel->func_id) + " threw " + e.what());
    } catch (...) {
        fail("kernel " + std::to_string(call->kernel->func_id) + " threw something that is no exception");
    }
    return nullptr;
}

void run_together(std::vector<Call *> &calls) {
    pthread_attr_t attributes;
    pthread_attr_init(&attributes);
    pthread_attr_setstacksize(&attributes, STACK);
    for (Call *call : calls) {
        if (pthread_create(&call->thread, &attributes, run_call, call) != 0) {
            fail("there are no more threads");
        }
    }
    for (Call *call : calls) {
        pthread_join(call->thread, nullptr);
    }
    pthread_attr_destroy(&attributes);
    calls.clear();
}

// Only what arguments name may be touched: a sanitizer stops at the rest.
void fill_memories(Task &task, uint8_t fill) {
    for (Memory &memory : task.memories) {
        memory.allocate(fill);
        ASAN_POISON_MEMORY_REGION(memory.line, memory.whole());
    }
    for (const Argument &argument : task.arguments) {
        if (argument.scalar) {
            continue;
        }
        uint8_t *buffer = task.memories[argument.memory].begin() + argument.at;
        for (uint64_t i = 0; i < argument.elements(); i += argument.row()) {
            uint8_t *row = buffer + argument.place(i);
            ASAN_UNPOISON_MEMORY_REGION(row, argument.row() * argument.type->size);
            if (argument.reads) {
                memcpy(row, &argument.input[i * argument.type->size], argument.row() * argument.type->size);
            }
        }
    }
}

std::vector<std::vector<uint8_t>> take_outputs(Task &task) {
    std::vector<std::vector<uint8_t>> outputs;
    for (const Argument &argument : task.arguments) {
        if (argument.writes) {
            const uint8_t *buffer = task.memories[argument.memory].begin() + argument.at;
            std::vector<uint8_t> elements(argument.elements() * argument.type->size);
            for (uint64_t i = 0; i < argument.elements(); i += argument.row()) {
                memcpy(&elements[i * argument.type->size], buffer + argument.place(i), argument.row() * argument.type->size);
            }
            outputs.push_back(elements);
        }
    }
    for (Memory &memory : task.memories) {
        memory.release();
    }
    return outputs;
}

std::vector<std::vector<uint8_t>> run(Task &task, uint8_t fill, bool together) {
    fill_memories(task, fill);
    const auto vectors = std::count_if(task.kernels.begin(), task.kernels.end(), [](const Kernel &each) { return each.place > 0; });
    std::vector<Call *> all;
    std::vector<Call *> next;
    for (int block = 0; block < task.blocks; ++block) {
        for (const Kernel &kernel : task.kernels) {
            Call *call = new Call{&task, &kernel, block, static_cast<uint32_t>(std::max<long>(1, vectors))};
            call->lay_out();
            all.push_back(call);
            next.push_back(call);
        }
        if (!together) {
            run_together(next);
        }
    }
    run_together(next);
    for (Call *call : all) {
        delete call;
    }
    return take_outputs(task);
}

// How the elements of one output compare.
struct Census {
    uint64_t wrong = 0;      // not what is expected
    uint64_t elsewhere = 0;  // not what the run had there
    uint64_t undefined = 0;  // another value when memory holds something else at first
    uint64_t unwritten = 0;  // of these, what lay in the memory before
    uint64_t first = 0;
};

bool accepts(const Task &task, const Argument &argument, const uint8_t *actual, const uint8_t *expected) {
    if (memcmp(actual, expected, argument.type->size) == 0) {
        return true;
    }
    const double is = number(*argument.type, actual);
    const double should = number(*argument.type, expected);
    return task.absolute + task.relative > 0 && std::isfinite(should) &&
           std::fabs(is - should) <= task.absolute + task.relative * std::fabs(should);
}

bool holds(const uint8_t *element, size_t size, uint8_t fill) {
    return std::all_of(element, element + size, [fill](uint8_t each) { return each == fill; });
}

Census compare(const Task &task, const Argument &argument, const std::vector<uint8_t> &output, const std::vector<uint8_t> &again) {
    Census census;
    const size_t size = argument.type->size;
    for (uint64_t i = 0; i < argument.elements(); ++i) {
        const size_t at = i * size;
        const bool undefined = memcmp(&output[at], &again[at], size) != 0;
        const bool wrong_in_run = !accepts(task, argument, &argument.actual[at], &argument.expected[at]);
        if (!accepts(task, argument, &output[at], &argument.expected[at]) || (undefined && wrong_in_run)) {
            census.first = census.wrong == 0 ? i : census.first;
            ++census.wrong;
        }
        if (undefined) {
            ++census.undefined;
            census.unwritten += holds(&output[at], size, FILLS[0]) && holds(&again[at], size, FILLS[1]);
        }
        census.elsewhere += memcmp(&output[at], &argument.actual[at], size) != 0 && !(undefined && wrong_in_run);
    }
    return census;
}

void print(const Argument &argument, const Census &census, const std::vector<uint8_t> &output) {
    const size_t at = census.first * argument.type->size;
    printf("argument %d (%s): %" PRIu64 " of %" PRIu64 " elements are not as expected", argument.index, argument.type->name, census.wrong,
           argument.elements());
    if (census.wrong > 0) {
        printf(", the first at %s: actual %s, expected %s, in the run %s", argument.position(census.first).c_str(),
               argument.value(&output[at]).c_str(), argument.value(&argument.expected[at]).c_str(),
               argument.value(&argument.actual[at]).c_str());
    }
    printf("\n");
    if (census.unwritten > 0) {
        printf("  %" PRIu64 " elements are not written: they hold what lay in the memory before\n", census.unwritten);
    }
    if (census.undefined > census.unwritten) {
        printf("  %" PRIu64 " elements depend on memory that is no argument, or that nobody has written\n", census.undefined - census.unwritten);
    }
}

Verdict verdict(uint64_t wrong, uint64_t elsewhere) {
    if (wrong == 0) {
        printf("no difference: the kernel computes what is expected. In the run something else had a part in it: order, memory that is\n"
               "no argument, what other kernels have left\n");
        return NO_DIFFERENCE;
    }
    if (elsewhere > 0) {
        printf("another difference: %" PRIu64 " elements are not what they were in the run\n", elsewhere);
        return OTHER_DIFFERENCE;
    }
    printf("the same difference as in the run\n");
    return SAME_DIFFERENCE;
}

} // namespace

int main(int count, char **words) {
    const std::string libraries = count > 1 ? words[1] : "build";
    const bool together = count > 2 && strcmp(words[2], "together") == 0;
    Task task = read_task();
    for (Kernel &kernel : task.kernels) {
        open_kernel(kernel, libraries);
    }
    const auto first = run(task, FILLS[0], together);
    const auto second = run(task, FILLS[1], together);
    uint64_t wrong = 0;
    uint64_t elsewhere = 0;
    size_t output = 0;
    for (const Argument &argument : task.arguments) {
        if (argument.writes) {
            const Census census = compare(task, argument, first[output], second[output]);
            print(argument, census, first[output]);
            wrong += census.wrong;
            elsewhere += census.elsewhere;
            ++output;
        }
    }
    return verdict(wrong, elsewhere);
}
