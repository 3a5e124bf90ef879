// What the library says: each failure is one message on standard error, since the interface has numbers only.

#pragma once

#include <cerrno>
#include <cstdarg>
#include <cstdint>
#include <cstdio>
#include <cstring>
#include <ctime>
#include <stdexcept>
#include <string>

#include <sys/syscall.h>
#include <sys/time.h>
#include <unistd.h>

namespace {

constexpr int FAILED = -1;

// Why a call fails, with the code that it returns.
class Failure : public std::runtime_error {
public:
    explicit Failure(const std::string &text, int code = FAILED) : std::runtime_error(text), result(code) {}

    int code() const { return result; }

private:
    int result;
};

std::string text(const char *format, ...) __attribute__((format(printf, 1, 2)));

std::string text(const char *format, ...) {
    va_list arguments, again;
    va_start(arguments, format);
    va_copy(again, arguments);
    const int length = vsnprintf(nullptr, 0, format, arguments);
    va_end(arguments);
    std::string result(length < 0 ? 0 : static_cast<size_t>(length), ' ');
    vsnprintf(&result[0], result.size() + 1, format, again);
    va_end(again);
    return result;
}

// The words of the operating system for its last refusal. That another thread overwrites libc's own buffer costs a wrong word.
std::string system_words(int error) { return text("%s (errno %d)", strerror(error), error); }

// Write a line at once, so that lines of several threads and of the worker do not mix.
void say(const char *level, const char *function, const std::string &message) {
    timeval now;
    gettimeofday(&now, nullptr);
    tm local;
    localtime_r(&now.tv_sec, &local);
    char time[32];
    strftime(time, sizeof time, "%Y-%m-%d %H:%M:%S", &local);
    const std::string line = text("[%s.%06ld][T0x%lx][%s] %s: %s\n", time, static_cast<long>(now.tv_usec),
        static_cast<unsigned long>(syscall(SYS_gettid)), level, function, message.c_str());
    size_t written = 0;
    while (written < line.size()) {
        const ssize_t count = write(STDERR_FILENO, line.data() + written, line.size() - written);
        if (count < 0 && errno != EINTR) {
            return;  // nobody listens; the code says that it failed
        }
        written += count < 0 ? 0 : static_cast<size_t>(count);
    }
}

}  // namespace
