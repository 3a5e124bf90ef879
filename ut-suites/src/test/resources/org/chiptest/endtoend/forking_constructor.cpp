// A kernel whose library makes a copy of its process, and lets both go on, when it is opened.

#include "fault.h"

namespace {

[[gnu::constructor]] void construct() { commit(Fault::FORK); }

} // namespace

extern "C" void kernel_entry(int64_t *) {}
