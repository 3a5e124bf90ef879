// A kernel for both runtimes that leaves a file of its number, and waits for the file of the other number. Arguments: the
// folder as an address of text, 0 or 1.

#include <cstdio>
#include <stdexcept>
#include <string>

#include <fcntl.h>
#include <sched.h>
#include <unistd.h>

extern "C" void kernel_entry(int64_t *args) {
    const std::string folder = reinterpret_cast<const char *>(args[0]);
    const int64_t number = args[1];
    const std::string mine = folder + "/" + std::to_string(number);
    const std::string others = folder + "/" + std::to_string(1 - number);

    const int file = open(mine.c_str(), O_CREAT | O_EXCL | O_WRONLY, 0600);
    if (file < 0) {
        throw std::runtime_error("cannot create " + mine);
    }
    close(file);
    while (access(others.c_str(), F_OK) != 0) {
        sched_yield();
    }
}
