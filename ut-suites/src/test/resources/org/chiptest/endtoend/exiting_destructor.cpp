// A kernel whose library ends the process when it is closed.

#include <cstdint>
#include <unistd.h>

namespace {

[[gnu::destructor]] void destruct() {
    _exit(3);
}

} // namespace

extern "C" void kernel_entry(int64_t *) {}
