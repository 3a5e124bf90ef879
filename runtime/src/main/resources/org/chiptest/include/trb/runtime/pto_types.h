// The arguments of a task and what submitting it returns.
#pragma once

#include <stdint.h>
#include <string.h>

#include <utility>

#include "chip_arch.h"
#include "pto_submit_types.h"
#include "task_args.h"
#include "tensor.h"
#include "tensor_arg.h"

// A task runs on a core, so the limits of a core apply. Macros, because error texts quote the numbers.
#define MAX_TENSOR_ARGS CORE_MAX_TENSOR_ARGS
#define MAX_SCALAR_ARGS CORE_MAX_SCALAR_ARGS

// Hardware that may complete work after the kernel has returned.
typedef enum {
    PTO2_ASYNC_ENGINE_SDMA = 0,
    PTO2_ASYNC_ENGINE_ROCE = 1,
    PTO2_ASYNC_ENGINE_URMA = 2,
    PTO2_ASYNC_ENGINE_CCU = 3,
    PTO2_NUM_ASYNC_ENGINES = 4,
} PTO2AsyncEngine;

enum class PTO2CompletionType : int32_t {
    COUNTER = 0,
};

// Who finds the dependencies of the tasks in a scope: the runtime, or the user.
enum class PTO2ScopeMode : uint8_t {
    AUTO = 0,
    MANUAL = 1,
};

// An argument is kept by address: a tensor that exists, or the description of one that the submit allocates.
// The tag beside it (OUTPUT for descriptions) says which.
union TensorRef {
    const Tensor *ptr;
    const TensorCreateInfo *create_info;

    TensorRef() : ptr(nullptr) {}
};
static_assert(sizeof(TensorRef) == 8, "TensorRef is one pointer");

// The tensors that a submit has allocated, in the order of add_output, and the task's id. The tensors themselves belong
// to the runtime and live until the scope of the submit ends.
//
// Returned by value through the ops table: bigger than two registers and trivially copyable, which is what makes every
// compiler return it through memory.
class TaskOutputTensors {
  public:
    TaskOutputTensors() = default;

    bool empty() const { return count_ == 0; }
    uint32_t size() const { return count_; }

    const Tensor &get_ref(uint32_t index) const & {
        always_assert(index < count_);
        return *tensors_[index];
    }

    // submit(...).get_ref(0) loses the task id and hides that the tensor ends with the scope: name the result first.
    const Tensor &get_ref(uint32_t index) const && = delete;

    void materialize_output(const Tensor &tensor) {
        always_assert(count_ < static_cast<uint32_t>(MAX_TENSOR_ARGS));
        tensors_[count_++] = &tensor;
    }

    void set_task_id(PTO2TaskId id) { task_id_ = id; }
    PTO2TaskId task_id() const { return task_id_; }

  private:
    static void pin_layout() { // never called: the place where private members can be pinned
        static_assert(__builtin_offsetof(TaskOutputTensors, task_id_) == 0, "TaskOutputTensors.task_id");
        static_assert(__builtin_offsetof(TaskOutputTensors, count_) == 8, "TaskOutputTensors.count");
        static_assert(__builtin_offsetof(TaskOutputTensors, tensors_) == 16, "TaskOutputTensors.tensors");
    }

    PTO2TaskId task_id_ = PTO2TaskId::invalid();
    uint32_t count_ = 0;
    const Tensor *tensors_[MAX_TENSOR_ARGS] = {};
};
static_assert(sizeof(TaskOutputTensors) == 144 && alignof(TaskOutputTensors) == 8, "TaskOutputTensors");
static_assert(std::is_trivially_copyable_v<TaskOutputTensors>, "the ops table returns TaskOutputTensors through memory");

#if CHIPTEST_ARCH_A2A3
using TaskSubmitResult = TaskOutputTensors;
#endif

// The argument list of one task: tensors by address, then scalars by value.
//
// Building a list never throws. The first mistake is remembered and the submit reports it as the run's error, so that
// an orchestration - which may run on a device without exceptions - needs no check after every line. Whatever is added
// must outlive the submit: tensors, descriptions and the array of dependencies.
struct Arg : TaskArgsTpl<TensorRef, uint64_t, MAX_TENSOR_ARGS, MAX_SCALAR_ARGS, TensorArgType> {
    bool has_error{false};
    uint32_t dump_marks{0}; // a bit for each tensor
    const char *error_msg{nullptr};
    PTO2LaunchSpec launch_spec;

    // Ready for the next task. The launch is kept: loops submit one kind of task with changing arguments.
    void reset() {
        TaskArgsTpl::clear();
        has_error = false;
        error_msg = nullptr;
        dump_marks = 0;
        clear_explicit_deps();
    }

#if CHIPTEST_ARCH_A5
    void clear() {
        TaskArgsTpl::clear();
        dump_marks = 0;
        clear_explicit_deps();
    }
#endif

    void set_error(const char *msg) {
        if (!has_error) {
            has_error = true;
            error_msg = msg;
        }
    }

    // Marks arguments, added before, for dumps that are to have only what is marked; without any, all tensors.
    template <typename... Args>
    void dump(const Args &...args) {
        static_assert(((is_plain<Args, Tensor> || is_plain<Args, TensorCreateInfo>) && ...),
                      "dump marks tensors and descriptions that were added as arguments");
        if constexpr (sizeof...(Args) == 0) {
            dump_marks = (1u << MAX_TENSOR_ARGS) - 1;
        } else {
            (mark(&args), ...);
        }
    }

    template <typename... Args>
    void add_input(Args &&...args) {
        add_tensors<TensorArgType::INPUT>(std::forward<Args>(args)...);
    }

    // Descriptions are allocated by the submit, tensors are written where they are. One call takes one kind, because
    // the two have different results: only the former appear in TaskOutputTensors.
    template <typename... Args>
    void add_output(Args &&...args) {
        if constexpr ((is_plain<Args, TensorCreateInfo> && ...)) {
            static_assert((std::is_lvalue_reference_v<Args> && ...), "a TensorCreateInfo must outlive the submit");
            if (tensors_fit(sizeof...(Args))) {
                (append_create_info(args), ...);
            }
        } else {
            add_tensors<TensorArgType::OUTPUT_EXISTING>(std::forward<Args>(args)...);
        }
    }

    template <typename... Args>
    void add_inout(Args &&...args) {
        add_tensors<TensorArgType::INOUT>(std::forward<Args>(args)...);
    }

    template <typename... Args>
    void add_no_dep(Args &&...args) {
        add_tensors<TensorArgType::NO_DEP>(std::forward<Args>(args)...);
    }

    template <typename... Args>
    void add_scalar(Args... args) {
        static_assert(sizeof...(Args) > 0, "add_scalar takes at least one value");
        static_assert((is_supported_scalar_arg_v<Args> && ...), "add_scalar takes numbers and enums, no pointers");
        if (scalars_fit(sizeof...(Args))) {
            (append_scalar(to_u64(args)), ...);
        }
    }

    void add_scalars(const uint64_t *values, int count) {
        if (scalars_fit(static_cast<size_t>(count))) {
            for (int i = 0; i < count; ++i) {
                append_scalar(values[i]);
            }
        }
    }

    // Each value travels as its 32-bit pattern, so -1 arrives as 0x00000000FFFFFFFF.
    void add_scalars_i32(const int32_t *values, int count) {
        if (scalars_fit(static_cast<size_t>(count))) {
            for (int i = 0; i < count; ++i) {
                append_scalar(to_u64(values[i]));
            }
        }
    }

    void copy_scalars_from(const Arg &src, int src_offset, int count) {
        if (src_offset < 0 || count < 0 || count > static_cast<int>(src.scalar_count_) - src_offset) {
            set_error("Source scalar range out of bounds in copy_scalars_from");
        } else {
            add_scalars(src.scalars_ + src_offset, count);
        }
    }

    // Tasks to wait for beside those that the tensors imply. At most once per list, 0 takes them back.
    void set_dependencies(const PTO2TaskId *deps, uint32_t count) {
        if (count == 0) {
            clear_explicit_deps();
        } else if (deps == nullptr) {
            set_error("set_dependencies: deps must not be null when count > 0");
        } else if (explicit_dep_count_ > 0) {
            set_error("set_dependencies: may be called at most once per Arg");
        } else {
            explicit_deps_ = deps;
            explicit_dep_count_ = count;
        }
    }

    uint32_t explicit_dep_count() const { return explicit_dep_count_; }

    PTO2TaskId explicit_dep(uint32_t index) const {
        always_assert(index < explicit_dep_count_);
        return explicit_deps_[index];
    }

    const PTO2TaskId *explicit_deps_data() const { return explicit_deps_; }

  private:
    template <typename A, typename T>
    static constexpr bool is_plain = std::is_same_v<std::remove_cv_t<std::remove_reference_t<A>>, T>;

    template <TensorArgType Tag, typename... Args>
    void add_tensors(Args &&...args) {
        static_assert((is_plain<Args, Tensor> && ...), "expected Tensor arguments, and nothing else in the same call");
        static_assert((std::is_lvalue_reference_v<Args> && ...),
                      "a Tensor must outlive the submit: give a temporary, such as the result of view(), a name");
        if (tensors_fit(sizeof...(Args))) {
            (append_tensor(args, Tag), ...);
        }
    }

    // The whole batch or nothing: a list that is wrong shall not also be half.
    bool tensors_fit(size_t count) {
        if (scalar_count_ > 0) {
            set_error("add_input/add_output/add_inout called after add_scalar: "
                      "all tensors must be added before any scalars");
            return false;
        }
        if (static_cast<size_t>(tensor_count_) + count > MAX_TENSOR_ARGS) {
            set_error("Too many tensor args (exceeds MAX_TENSOR_ARGS=16)");
            return false;
        }
        return true;
    }

    bool scalars_fit(size_t count) {
        if (static_cast<size_t>(scalar_count_) + count > MAX_SCALAR_ARGS) {
            set_error("Too many scalar args (exceeds MAX_SCALAR_ARGS=32)");
            return false;
        }
        return true;
    }

    void append_tensor(const Tensor &tensor, TensorArgType type) {
        tensors_[tensor_count_].ptr = &tensor;
        tags_[tensor_count_++] = type;
    }

    void append_create_info(const TensorCreateInfo &info) {
        tensors_[tensor_count_].create_info = &info;
        tags_[tensor_count_++] = TensorArgType::OUTPUT;
    }

    void mark(const void *argument) {
        for (int32_t i = 0; i < tensor_count_; ++i) {
            if (tensors_[i].ptr == argument) {
                dump_marks |= 1u << i;
            }
        }
    }

    void append_scalar(uint64_t bits) { scalars_[scalar_count_++] = bits; }

    void clear_explicit_deps() {
        explicit_deps_ = nullptr;
        explicit_dep_count_ = 0;
    }

    static void pin_layout(); // never called: the place where inherited and private members can be pinned

    const PTO2TaskId *explicit_deps_{nullptr};
    uint32_t explicit_dep_count_{0};
};

// The runtime reads the list where it lies. Members in base class and class together make offsetof "conditionally
// supported"; both compilers support it, and one says so each time.
PTO_PRAGMA(GCC diagnostic push)
PTO_PRAGMA(GCC diagnostic ignored "-Winvalid-offsetof")
inline void Arg::pin_layout() {
    static_assert(__builtin_offsetof(Arg, tags_) == 0, "Arg.tags");
    static_assert(__builtin_offsetof(Arg, tensors_) == 64, "Arg.tensors");
    static_assert(__builtin_offsetof(Arg, scalars_) == 192, "Arg.scalars");
    static_assert(__builtin_offsetof(Arg, tensor_count_) == 448, "Arg.tensor_count");
    static_assert(__builtin_offsetof(Arg, scalar_count_) == 452, "Arg.scalar_count");
    static_assert(__builtin_offsetof(Arg, has_error) == 456, "Arg.has_error");
    static_assert(__builtin_offsetof(Arg, dump_marks) == 460, "Arg.dump_marks");
    static_assert(__builtin_offsetof(Arg, error_msg) == 464, "Arg.error_msg");
    static_assert(__builtin_offsetof(Arg, launch_spec) == 472, "Arg.launch_spec");
    static_assert(__builtin_offsetof(Arg, explicit_deps_) == 480, "Arg.explicit_deps");
    static_assert(__builtin_offsetof(Arg, explicit_dep_count_) == 488, "Arg.explicit_dep_count");
}
PTO_PRAGMA(GCC diagnostic pop)
static_assert(sizeof(Arg) == 496 && alignof(Arg) == 8, "Arg is 496 bytes");
