// What a process does that exists for its parent: it ends with it, whatever its own threads do, and loses no output.
// Called by Java before the first user code.

#pragma once

#include <cerrno>
#include <csignal>
#include <cstdint>
#include <cstdio>

#include <fcntl.h>
#include <pthread.h>
#include <semaphore.h>
#include <sys/prctl.h>
#include <unistd.h>

#include "exports.h"
#include "process_copies.h"
#include "process_memory.h"
#include "words.h"

namespace {

struct Watch {
    int pipe;
    pid_t parent;
    int exit_code;
    sem_t armed;
};

// _exit, not exit: a handler of user code could keep the process alive.
void *watch(void *argument) {
    Watch *request = static_cast<Watch *>(argument);
    const int pipe = request->pipe;
    const int exit_code = request->exit_code;
    // Belongs to this thread, which never ends. It also ends a process that is stopped and so sees no end of file.
    prctl(PR_SET_PDEATHSIG, SIGKILL);
    if (request->parent > 0 && getppid() != request->parent) {
        _exit(exit_code);
    }
    sem_post(&request->armed);
    char ignored[64];
    ssize_t length;
    do {
        length = read(pipe, ignored, sizeof ignored);
    } while (length > 0 || (length < 0 && errno == EINTR));
    _exit(exit_code);
}

// Take `fd` over; descriptor 0 gets /dev/null instead, since user code may read standard input.
int take_over(int fd) {
    int pipe = fcntl(fd, F_DUPFD_CLOEXEC, 3);
    if (pipe < 0) {
        return -1;
    }
    if (fd != STDIN_FILENO) {
        close(fd);
        return pipe;
    }
    int null = open("/dev/null", O_RDONLY | O_CLOEXEC);
    if (null < 0 || dup2(null, STDIN_FILENO) < 0) {
        return -1;
    }
    close(null);
    return pipe;
}

// A group of its own is hit by what user code sends to its group, by kill(0, ...) for one; its parents, and what started them, are not.
// And whoever tells it to end ends it at once: an orderly end of the Java VM takes so long that it would take another request first.
void stand_alone() {
    setpgid(0, 0);
    for (const int signal : {SIGHUP, SIGINT, SIGTERM}) {
        std::signal(signal, SIG_DFL);
    }
    // Tensors are in its memory as they are in its parent's: whatever takes too much, it is not the parent that is to be killed.
    raise_out_of_memory_score(500);
}

}  // namespace

// End this process with `exit_code` as soon as nobody has the other end of `fd` open or `parent` (if positive) is not its parent.
// Returns 0, or the errno of what failed.
int64_t chiptest_watch_parent(int64_t fd, int64_t parent, int64_t exit_code, int64_t) noexcept {
    if (!fits<int>(fd) || !fits<pid_t>(parent) || !fits<int>(exit_code)) {
        return EINVAL;
    }
    Watch request = {take_over(static_cast<int>(fd)), static_cast<pid_t>(parent), static_cast<int>(exit_code), {}};
    if (request.pipe < 0) {
        return errno;
    }
    lifeline = request.pipe;
    stand_alone();
    sem_init(&request.armed, 0, 0);
    pthread_attr_t attributes;
    pthread_attr_init(&attributes);
    pthread_attr_setdetachstate(&attributes, PTHREAD_CREATE_DETACHED);
    pthread_attr_setstacksize(&attributes, 256 * 1024);
    // signals of the process are for the threads of the Java VM
    sigset_t all, before;
    sigfillset(&all);
    pthread_sigmask(SIG_SETMASK, &all, &before);
    pthread_t thread;
    int error = pthread_create(&thread, &attributes, watch, &request);
    pthread_sigmask(SIG_SETMASK, &before, nullptr);
    pthread_attr_destroy(&attributes);
    if (error == 0) {
        while (sem_wait(&request.armed) != 0 && errno == EINTR) {
        }
    }
    // A debugger that the parent starts is not our ancestor, which is all that Linux allows by default; a kernel that knows no such
    // limit refuses this, which costs nothing.
    prctl(PR_SET_PTRACER, static_cast<unsigned long>(parent > 0 ? parent : 0));
    sem_destroy(&request.armed);
    return error;
}

// Before anything is printed; a stream that refuses stays as it is, which costs nothing but text lost in a crash.
int64_t chiptest_line_buffer_output(int64_t, int64_t, int64_t, int64_t) noexcept {
    setvbuf(stdout, nullptr, _IOLBF, 0);
    return 0;
}
