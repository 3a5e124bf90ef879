// The orchestration side of tensormap_and_ringbuffer. Built as an orchestration is, but as a program.

#include "pto_arg_with_deps.h"

#include "arg_probe.h"
#include "ops_probe.h"
#include "task_interface_probe.h"
#include "tensor_probe.h"

// Users' sources define these names themselves.
#define dcci(...)
#ifndef SINGLE_CACHE_LINE
#define SINGLE_CACHE_LINE 0
#endif
#ifndef CACHELINE_OUT
#define CACHELINE_OUT 0
#endif
constexpr uint64_t PLATFORM_PROF_SYS_CNT_FREQ = 50000000;
inline double cycles_to_us(uint64_t cycles) { return static_cast<double>(cycles) / PLATFORM_PROF_SYS_CNT_FREQ * 1e6; }
inline uint64_t get_sys_cnt_aicpu() { return 50; }

// Names of the instruction library that kernels use unqualified.
namespace pto {
struct Shape {};
struct Stride {};
struct Tile {};
struct TileType {};
struct GlobalTensor {};
struct Layout {};
struct Event {};
} // namespace pto
using namespace pto;

int main() {
    static_assert(sizeof(Shape) + sizeof(Stride) + sizeof(Tile) + sizeof(TileType) + sizeof(GlobalTensor) +
                      sizeof(Layout) + sizeof(Event) == 7, "these names are the library's alone");
    CHECK_EQUAL(cycles_to_us(get_sys_cnt_aicpu()), 1.0);
    task_interface_probe::run();
    tensor_probe::run(); // before a runtime is bound: assertions must not need one
    arg_probe::run();
    ops_probe::run();
    return failed_checks == 0 ? 0 : 1;
}
