// out = 3 * x + scalar. Arguments: x, out, trace; scalar, task.

#include "elements.h"

extern "C" void kernel_entry(int64_t *args) {
    traced(Elements(args[2]), args[4], [&] { step_elements(Elements(args[0]), Elements(args[1]), args[3]); });
}
