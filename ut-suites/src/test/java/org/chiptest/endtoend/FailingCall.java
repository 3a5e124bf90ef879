package org.chiptest.endtoend;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * A system call that fails: the n-th of its kind, counted from when it is watched, in each thread of a worker or in all of the parent.
 *
 * @param name  name of the call on x86-64
 * @param error name of the error that it fails with
 * @param when  which one fails, from 1
 */
record FailingCall(String name, String error, int when) {

    /** A kind of call that can fail, and one way in which it does. */
    private record Kind(String name, String error) {}

    /** What a runtime, its JVM and libc ask of the system for memory, files, threads, processes, and words that threads wait at. */
    private static final List<Kind> KINDS = List.of(new Kind("access", "EACCES"), new Kind("clone3", "EAGAIN"),
            new Kind("close", "EIO"), new Kind("fallocate", "ENOSPC"), new Kind("fcntl", "EINVAL"),
            new Kind("fstat", "EIO"),
            new Kind("ftruncate", "ENOSPC"), new Kind("futex", "EINTR"), new Kind("futex", "ENOMEM"),
            new Kind("getdents64", "EIO"), new Kind("kill", "EPERM"), new Kind("lseek", "EINVAL"),
            new Kind("madvise", "ENOMEM"), new Kind("memfd_create", "EMFILE"), new Kind("mkdir", "ENOSPC"),
            new Kind("mmap", "ENOMEM"), new Kind("mprotect", "ENOMEM"), new Kind("munmap", "ENOMEM"),
            new Kind("newfstatat", "EACCES"), new Kind("openat", "EMFILE"), new Kind("openat", "ENOENT"),
            new Kind("pidfd_open", "EMFILE"),
            new Kind("pidfd_send_signal", "EPERM"),
            new Kind("prctl", "EINVAL"), new Kind("pread64", "EIO"), new Kind("read", "EIO"),
            new Kind("readlink", "EACCES"), new Kind("sched_getaffinity", "EINVAL"),
            new Kind("sched_setaffinity", "EPERM"),
            new Kind("unlink", "EPERM"), new Kind("waitid", "EINVAL"), new Kind("write", "ENOSPC"));

    /** Return the names of all calls that can fail. */
    static List<String> names() {
        return KINDS.stream().map(Kind::name).distinct().toList();
    }

    /**
     * Return all failures that can happen to processes that make these calls.
     *
     * @param counts how many calls of each name the thread makes that makes most of them
     */
    static List<FailingCall> all(Map<String, Integer> counts) {
        List<FailingCall> all = new ArrayList<>();
        for (Kind kind : KINDS) {
            for (int when = 1; when <= counts.getOrDefault(kind.name(), 0); when++) {
                all.add(new FailingCall(kind.name(), kind.error(), when));
            }
        }
        return all;
    }

    /** Return call and error, without which one it is. */
    String kind() {
        return name + " " + error;
    }

    @Override
    public String toString() {
        return kind() + " " + when;
    }
}
