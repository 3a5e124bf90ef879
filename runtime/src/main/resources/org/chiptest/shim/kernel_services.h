// What kernels ask for: who they are, what they share with the others of their cluster, block or name, their place in their task.
// Called by kernels, through the hooks that they export or the global scope; Java clears what a device's kernels have left.

#pragma once

#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <cstring>
#include <iterator>
#include <map>
#include <mutex>
#include <shared_mutex>
#include <string>
#include <tuple>
#include <unordered_map>

#include "call_frame.h"
#include "exports.h"

namespace {

constexpr size_t SHARED_ALIGNMENT = 64;

// Zero-filled memory for any type, or null if there is not so much; given back with free.
void *zeroed(size_t size) {
    void *block = nullptr;
    return posix_memalign(&block, SHARED_ALIGNMENT, size) == 0 ? memset(block, 0, size) : nullptr;
}

// The blocks that kernels of a cluster share, by (device, cluster, key). Never moved: they hold mutexes.
class PipeStates {
public:
    void *find_or_create(int32_t device, int32_t cluster, uint64_t key, size_t size) {
        const Key name(device, cluster, key);
        {
            std::shared_lock<std::shared_mutex> reading(mutex);
            auto found = blocks.find(name);
            if (found != blocks.end()) {
                return found->second;
            }
        }
        std::unique_lock<std::shared_mutex> writing(mutex);
        auto [place, added] = blocks.try_emplace(name, nullptr);
        if (added) {
            void *block = zeroed(size);
            if (block == nullptr) {
                blocks.erase(place);
                return nullptr;
            }
            place->second = block;
        }
        return place->second;
    }

    void clear(int64_t device) {
        std::unique_lock<std::shared_mutex> writing(mutex);
        auto place = blocks.lower_bound(Key(device, INT32_MIN, 0));
        while (place != blocks.end() && std::get<0>(place->first) == device) {
            std::free(place->second);
            place = blocks.erase(place);
        }
    }

private:
    using Key = std::tuple<int64_t, int32_t, uint64_t>;
    std::shared_mutex mutex;
    std::map<Key, void *> blocks;
};

// never destroyed: kernels may still run while the process exits
PipeStates &pipe_states() {
    static PipeStates *states = new PipeStates;
    return *states;
}

}  // namespace

uint32_t pto_sim_get_subblock_id() {
    const CallFrame *frame = self.frame;
    return frame != nullptr ? static_cast<uint32_t>(frame->lane) : 0;
}

void *pto_sim_get_pipe_shared_state(uint64_t key, size_t size) {
    const CallFrame *frame = self.frame;
    if (size == 0 || frame == nullptr || frame->device < 0) {
        return nullptr;
    }
    return pipe_states().find_or_create(frame->device, frame->cluster, key, size);
}

namespace {

constexpr uint32_t TOUCHED_CONTEXT = 1;
constexpr uint32_t TOUCHED_STORAGE = 2;

// The memory that kernels of one block share. It goes when the last of them has ended; what a run that failed has left goes when its
// device starts the next one.
class BlockStorages {
public:
    void *find_or_create(const CallFrame *frame, const char *key, size_t size) {
        std::lock_guard<std::mutex> lock(mutex);
        void *&block = of(frame).memory.try_emplace(key, nullptr).first->second;
        if (block == nullptr) {
            block = zeroed(size);
        }
        return block;
    }

    void leave(const CallFrame *frame) {
        std::lock_guard<std::mutex> lock(mutex);
        if (++of(frame).ended == frame->kernels) {
            drop(blocks.find(frame->cookie));
        }
    }

    void clear(int64_t device) {
        std::lock_guard<std::mutex> lock(mutex);
        for (auto place = blocks.begin(); place != blocks.end();) {
            place = place->second.device == device ? drop(place) : std::next(place);
        }
    }

private:
    struct Block {
        int32_t device;
        int32_t ended;
        std::map<std::string, void *> memory;
    };
    using Blocks = std::unordered_map<uint64_t, Block>;

    Block &of(const CallFrame *frame) {
        return blocks.try_emplace(frame->cookie, Block{frame->device, 0, {}}).first->second;
    }

    Blocks::iterator drop(Blocks::iterator place) {
        for (const auto &named : place->second.memory) {
            std::free(named.second);
        }
        return blocks.erase(place);
    }

    std::mutex mutex;
    Blocks blocks;
};

// never destroyed: kernels may still run while the process exits
BlockStorages &block_storages() {
    static BlockStorages *storages = new BlockStorages;
    return *storages;
}

void leave_block(CallFrame *frame) {
    if (frame->kernels > 1 || (frame->touched & TOUCHED_STORAGE) != 0) {
        block_storages().leave(frame);
    }
    frame->touched = 0;
}

CallFrame *kernel_of_this_thread() {
    CallFrame *frame = self.frame;
    return frame != nullptr && frame->kind == Kind::KERNEL ? frame : nullptr;
}

void store(uint32_t *place, uint32_t value) {
    if (place != nullptr) {
        *place = value;
    }
}

}  // namespace

// Null without a key or a size, outside kernels, and if there is not so much memory. The first size counts.
void *pto_cpu_sim_get_shared_storage(const char *key, size_t size) {
    CallFrame *frame = kernel_of_this_thread();
    if (key == nullptr || size == 0 || frame == nullptr || frame->device < 0) {
        return nullptr;
    }
    frame->touched |= TOUCHED_STORAGE;
    return block_storages().find_or_create(frame, key, size);
}

// 0 outside kernels.
uint64_t pto_cpu_sim_get_task_cookie() {
    const CallFrame *frame = kernel_of_this_thread();
    return frame != nullptr ? frame->cookie : 0;
}

// The index of the block in its task; which of the block's vector kernels this is, and how many it has, at least one.
void pto_cpu_sim_get_execution_context(uint32_t *block_idx, uint32_t *subblock_id, uint32_t *subblock_dim) {
    const CallFrame *frame = kernel_of_this_thread();
    if (frame == nullptr) {
        store(block_idx, 0);
        store(subblock_id, 0);
        store(subblock_dim, 1);
    } else if ((frame->touched & TOUCHED_CONTEXT) != 0) {
        store(block_idx, frame->context[0]);
        store(subblock_id, frame->context[1]);
        store(subblock_dim, frame->context[2]);
    } else {
        store(block_idx, static_cast<uint32_t>(frame->block));
        store(subblock_id, frame->subblock_dim > 1 ? static_cast<uint32_t>(frame->lane) : 0);
        store(subblock_dim, frame->subblock_dim);
    }
}

// Until the kernel ends; without effect outside kernels.
void pto_cpu_sim_set_execution_context(uint32_t block_idx, uint32_t subblock_id, uint32_t subblock_dim) {
    CallFrame *frame = kernel_of_this_thread();
    if (frame != nullptr) {
        frame->touched |= TOUCHED_CONTEXT;
        frame->context[0] = block_idx;
        frame->context[1] = subblock_id;
        frame->context[2] = subblock_dim != 0 ? subblock_dim : 1;
    }
}

int64_t chiptest_clear_pipe_state(int64_t device, int64_t, int64_t, int64_t) noexcept {
    pipe_states().clear(device);
    block_storages().clear(device);
    return 0;
}
