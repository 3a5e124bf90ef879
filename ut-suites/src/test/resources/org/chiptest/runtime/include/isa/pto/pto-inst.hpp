// A stand-in for an instruction library, as far as its names meet those of the project's headers: marks that are defined
// without guard, flags that are macros, and names that kernels use unqualified.
#pragma once

#include <cstdint>

#define PTO_CPUSTUB_HPP
#define __gm__
#define __aicore__
#define set_flag(from, to, event)
#define wait_flag(from, to, event)

inline int64_t get_block_idx() { return -1; }

namespace pto {
struct Shape {};
struct Stride {};
struct Tile {};
struct TileType {};
struct GlobalTensor {};
struct Layout {};
struct Event {};
} // namespace pto
