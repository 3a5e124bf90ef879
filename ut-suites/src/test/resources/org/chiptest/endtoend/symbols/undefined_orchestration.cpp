// An orchestration that uses what nobody defines.

#include <cstdint>

extern "C" void nobody_defines_this();

extern "C" int undefined_entry(void *, const void *) {
    nobody_defines_this();
    return 0;
}
