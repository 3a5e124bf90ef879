// x[0] becomes the sum of itself and two scalars.

#include "elements.h"

extern "C" void kernel_entry(int64_t *args) { Elements(args[0])[0] += args[1] + args[2]; }
