// Assertions that cost a run, not the process: a failed one throws, and the runtime reports what() as the run's error.
#pragma once

#include <stdio.h>
#include <stdlib.h>

#include <stdexcept>
#include <string>

// Defined in orchestration_framework.cpp, which is part of every orchestration. Kernels see these declarations too but
// must not call them, they have nothing to link against.
std::string get_stacktrace(int skip_frames = 1);
[[noreturn]] void assert_impl(const char *condition, const char *file, int line);

class AssertionError : public std::runtime_error {
  public:
    AssertionError(const char *condition, const char *file, int line);

    const char *condition() const { return condition_; }
    const char *file() const { return file_; }
    int line() const { return line_; }

  private:
    const char *condition_;
    const char *file_;
    int line_;
};

#define always_assert(cond)                                                                                            \
    do {                                                                                                               \
        if (!(cond)) {                                                                                                 \
            assert_impl(#cond, __FILE__, __LINE__);                                                                    \
        }                                                                                                              \
    } while (0)

// Checked in orchestrations, which are built without NDEBUG, and free in kernels, which are built with it.
#ifdef NDEBUG
#define debug_assert(cond) ((void)0)
#else
#define debug_assert(cond) always_assert(cond)
#endif

#define PTO_PRAGMA(x) _Pragma(#x)

// Around code that copies an object whose unused part was never written, which is meant here and frightens compilers.
#if defined(__clang__)
#define MAYBE_UNINITIALIZED_BEGIN                                                                                      \
    PTO_PRAGMA(clang diagnostic push)                                                                                  \
    PTO_PRAGMA(clang diagnostic ignored "-Wuninitialized")                                                             \
    PTO_PRAGMA(clang diagnostic ignored "-Wsometimes-uninitialized")
#define MAYBE_UNINITIALIZED_END PTO_PRAGMA(clang diagnostic pop)
#elif defined(__GNUC__)
#define MAYBE_UNINITIALIZED_BEGIN                                                                                      \
    PTO_PRAGMA(GCC diagnostic push)                                                                                    \
    PTO_PRAGMA(GCC diagnostic ignored "-Wuninitialized")                                                               \
    PTO_PRAGMA(GCC diagnostic ignored "-Wmaybe-uninitialized")
#define MAYBE_UNINITIALIZED_END PTO_PRAGMA(GCC diagnostic pop)
#else
#define MAYBE_UNINITIALIZED_BEGIN
#define MAYBE_UNINITIALIZED_END
#endif
