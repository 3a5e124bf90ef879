// What the device compiler would bring for a core with caches of its own. Writes down which lines are pushed out.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#define __CCE_KT_TEST__ 1

enum { SINGLE_CACHE_LINE, CACHELINE_OUT, DSB_DDR, PIPE_ALL };

inline std::vector<std::string> cache_calls;
inline std::vector<uint64_t> cache_lines;

inline void dcci(void *line, int) {
    cache_calls.push_back("fetch");
    cache_lines.push_back(reinterpret_cast<uint64_t>(line));
}

inline void dcci(void *line, int, int) {
    cache_calls.push_back("push");
    cache_lines.push_back(reinterpret_cast<uint64_t>(line));
}

inline void dsb(int) { cache_calls.push_back("dsb"); }
inline void pipe_barrier(int) { cache_calls.push_back("barrier"); }
