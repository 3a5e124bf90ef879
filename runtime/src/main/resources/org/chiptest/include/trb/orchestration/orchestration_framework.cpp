// The one source that is compiled into every orchestration of the tensormap_and_ringbuffer runtime: the place where the
// runtime binds itself, and assertions that say where they failed.

#include <cxxabi.h>
#include <dlfcn.h>
#ifdef __linux__
#include <execinfo.h>
#endif

#include <cstdlib>
#include <sstream>

#include "common.h"
#include "pto_orchestration_api.h"

namespace {

// A plain global, not thread_local: an orchestration library is closed and opened again, and thread-local storage of a
// library that was closed under a living thread is not safe to touch.
PTO2Runtime *bound_runtime = nullptr;

#ifdef __linux__
std::string frame_text(void *address) {
    Dl_info info;
    if (dladdr(address, &info) == 0) {
        return "??";
    }
    std::ostringstream text;
    if (info.dli_sname != nullptr) {
        int status = 0;
        char *readable = abi::__cxa_demangle(info.dli_sname, nullptr, nullptr, &status);
        text << (status == 0 ? readable : info.dli_sname);
        std::free(readable);
    } else {
        text << "??";
    }
    // addr2line -e <library> <offset> gives the line.
    text << " (" << info.dli_fname << "+0x" << std::hex
         << static_cast<char *>(address) - static_cast<char *>(info.dli_fbase) << ")";
    return text.str();
}
#endif

} // namespace

// The runtime looks this up by name in each orchestration that it opens.
extern "C" __attribute__((visibility("default"))) void framework_bind_runtime(PTO2Runtime *rt) { bound_runtime = rt; }

// Hidden: with two orchestrations in one process, each must find its own and never the other's.
extern "C" __attribute__((visibility("hidden"))) PTO2Runtime *framework_current_runtime(void) { return bound_runtime; }

// Found by name too. Protected: each library's own, like what is hidden, but to be seen from outside.
extern "C" {
struct ScopeSite {
    const char *file;
    uint64_t line;
};
__attribute__((visibility("protected"))) ScopeSite framework_scope_site = {nullptr, 0};
}

extern "C" __attribute__((visibility("hidden"))) void framework_note_scope(const char *file, uint32_t line) {
    framework_scope_site = {file, line};
}

std::string get_stacktrace(int skip_frames) {
#ifdef __linux__
    constexpr int DEEPEST = 64;
    void *addresses[DEEPEST];
    const int depth = backtrace(addresses, DEEPEST);
    std::ostringstream text;
    text << "Stack trace:\n";
    for (int i = skip_frames; i < depth; ++i) {
        text << "  #" << i - skip_frames << " " << frame_text(addresses[i]) << "\n";
    }
    return text.str();
#else
    (void)skip_frames;
    return "Stack trace: not available on this operating system\n";
#endif
}

AssertionError::AssertionError(const char *condition, const char *file, int line)
    : std::runtime_error(std::string("Assertion failed: ") + condition + "\n  Location: " + file + ":" +
                         std::to_string(line) + "\n" + get_stacktrace(2)),
      condition_(condition), file_(file), line_(line) {}

void assert_impl(const char *condition, const char *file, int line) {
    if (bound_runtime != nullptr) { // global constructors run before the runtime is bound
        LOG_ERROR("Assertion failed: %s", condition);
        LOG_ERROR("Location: %s:%d", file, line);
        LOG_ERROR("%s", get_stacktrace(2).c_str());
    }
    throw AssertionError(condition, file, line);
}
