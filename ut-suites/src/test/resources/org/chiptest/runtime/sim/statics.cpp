// Counters of every kind that g++ makes unique in the process, unless it is told otherwise. Each call counts all of them and
// writes them where the first scalar, or the first argument of a kernel, points to.

#include <cstdint>

#include "task_args.h"

namespace {
int64_t zero() { return 0; }
} // namespace

inline int64_t inline_variable = 0;

template <typename T>
struct Holder {
    static inline T member = 0;
};

inline int64_t &local_of_inline_function() {
    static int64_t local = zero();
    return local;
}

template <typename T>
T &local_of_template() {
    static T local = zero();
    return local;
}

inline thread_local int64_t of_the_thread = zero() + 0;

static void count(int64_t *counters) {
    counters[0] = ++inline_variable;
    counters[1] = ++Holder<int64_t>::member;
    counters[2] = ++local_of_inline_function();
    counters[3] = ++local_of_template<int64_t>();
    counters[4] = ++of_the_thread;
}

extern "C" int hbg_entry(void *, const ChipStorageTaskArgs &args) {
    count(reinterpret_cast<int64_t *>(args.scalar(0)));
    return 0;
}

extern "C" void trb_entry(const ChipStorageTaskArgs &args) { count(reinterpret_cast<int64_t *>(args.scalar(0))); }

extern "C" void kernel_entry(int64_t *args) { count(reinterpret_cast<int64_t *>(args[0])); }
