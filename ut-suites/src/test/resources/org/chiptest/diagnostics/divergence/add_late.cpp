// y = x + a, once somebody has raised the flag.
#include "elements.h"

#include <sched.h>

extern "C" void kernel_entry(int64_t *args) {
    const float *x = elements(args[0]);
    float *y = elements(args[1]);
    const volatile float *flag = elements(args[2]);
    while (*flag == 0.0f) {
        sched_yield();
    }
    for (int i = 0; i < ELEMENTS; ++i) {
        y[i] = x[i] + scalar(args[3]);
    }
}
