// z = 5 * z + 7 * x + y. Arguments: x, y, z, trace; task.

#include "elements.h"

extern "C" void kernel_entry(int64_t *args) {
    traced(Elements(args[3]), args[4], [&] { mix_elements(Elements(args[0]), Elements(args[1]), Elements(args[2])); });
}
