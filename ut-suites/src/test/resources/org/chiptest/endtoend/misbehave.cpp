// A kernel for both runtimes that commits the fault in its only argument.

#include "fault.h"

extern "C" void kernel_entry(int64_t *args) { commit(static_cast<Fault>(args[0])); }
