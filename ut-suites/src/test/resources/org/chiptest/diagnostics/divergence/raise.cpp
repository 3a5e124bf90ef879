// Raises the flag.
#include "elements.h"

extern "C" void kernel_entry(int64_t *args) {
    volatile float *flag = elements(args[0]);
    *flag = 1.0f;
}
