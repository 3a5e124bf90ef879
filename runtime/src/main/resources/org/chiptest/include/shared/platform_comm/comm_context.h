// What a kernel knows about the other chips of its communication group.
#pragma once

#include <cstddef>
#include <cstdint>

static constexpr uint32_t COMM_MAX_RANK_NUM = 64;

// Each rank owns a window of winSize bytes that all ranks can reach; windowsIn[r] is where rank r's window lies as seen
// from here. Windows have equal layouts, so the peer's copy of something at `local` in this rank's window is at
// windowsIn[peer] + (local - windowsIn[rankId]).
struct CommContext {
    uint64_t workSpace;
    uint64_t workSpaceSize;
    uint32_t rankId;
    uint32_t rankNum;
    uint64_t winSize;
    uint64_t windowsIn[COMM_MAX_RANK_NUM];
    uint64_t windowsOut[COMM_MAX_RANK_NUM];
};

static_assert(sizeof(CommContext) == 1056, "CommContext is 1056 bytes");
static_assert(offsetof(CommContext, workSpaceSize) == 8, "CommContext.workSpaceSize");
static_assert(offsetof(CommContext, rankId) == 16, "CommContext.rankId");
static_assert(offsetof(CommContext, rankNum) == 20, "CommContext.rankNum");
static_assert(offsetof(CommContext, winSize) == 24, "CommContext.winSize");
static_assert(offsetof(CommContext, windowsIn) == 32, "CommContext.windowsIn");
static_assert(offsetof(CommContext, windowsOut) == 544, "CommContext.windowsOut");
