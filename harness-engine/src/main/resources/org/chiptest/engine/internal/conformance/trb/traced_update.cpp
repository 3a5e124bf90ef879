// x = 3 * x + scalar. Arguments: x, trace; scalar, task.

#include "elements.h"

extern "C" void kernel_entry(int64_t *args) {
    traced(Elements(args[1]), args[3], [&] { update_elements(Elements(args[0]), args[2]); });
}
