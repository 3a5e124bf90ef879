// Adds one to x[0]. Arguments: x, trace; task.

#include "elements.h"

extern "C" void kernel_entry(int64_t *args) {
    traced(Elements(args[1]), args[2], [&] { bump_elements(Elements(args[0])); });
}
