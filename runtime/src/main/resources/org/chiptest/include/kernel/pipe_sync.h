// The last call of a kernel that stores its results through the data pipes. Include the instruction library first.
#pragma once

#if !defined(__DAV_VEC__) && !defined(__DAV_CUBE__)
#error "pipe_sync.h is for kernels: compile with -D__DAV_VEC__ or -D__DAV_CUBE__"
#endif

#ifndef __aicore__
#ifdef __CPU_SIM // g++ would not understand the device compiler's mark
#define __aicore__
#else
#define __aicore__ [aicore]
#endif
#endif

// Holds the scalar unit, which reports the task as finished, until the pipe that stores has drained. In simulation a
// store is complete when it returns: the instruction library's flags expand to nothing, and a kernel built without the
// library has no flags at all.
static __aicore__ inline void pipe_sync() {
#if defined(__CPU_SIM) && !defined(set_flag)
#elif defined(__DAV_VEC__)
    set_flag(PIPE_MTE3, PIPE_S, EVENT_ID7);
    wait_flag(PIPE_MTE3, PIPE_S, EVENT_ID7);
#else
    set_flag(PIPE_FIX, PIPE_S, EVENT_ID7);
    wait_flag(PIPE_FIX, PIPE_S, EVENT_ID7);
#endif
}
