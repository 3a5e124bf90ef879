// total += part. Arguments: part, total.

#include "../elements.h"

extern "C" void kernel_entry(int64_t *args) {
    elements<float>(args[1])[0] += elements<float>(args[0])[0];
}
