// What a task runs and how wide: kernels per slot of a cluster, the mask of slots in use, the launch.
#pragma once

#include <stdint.h>

// A slot without kernel.
inline constexpr int32_t INVALID_KERNEL_ID = -1;

// A cluster is one cube core and two vector cores.
inline constexpr int32_t PTO2_SUBTASK_SLOT_COUNT = 3;
inline constexpr int32_t PTO2_NUM_RESOURCE_SHAPES = 3;

enum class PTO2SubtaskSlot : uint8_t {
    AIC = 0,
    AIV0 = 1,
    AIV1 = 2,
};

inline constexpr uint8_t PTO2_SUBTASK_MASK_AIC = 1;
inline constexpr uint8_t PTO2_SUBTASK_MASK_AIV0 = 2;
inline constexpr uint8_t PTO2_SUBTASK_MASK_AIV1 = 4;
inline constexpr uint8_t PTO2_SUBTASK_FLAG_SYNC_START = 8;

// Which cores a task needs at once. DUMMY needs none and therefore has no queue, so it does not count as a resource.
enum class PTO2ResourceShape : uint8_t {
    AIC = 0,
    AIV = 1,
    MIX = 2,
    DUMMY = 3,
};

// The slots in use, and whether all blocks must start together, in one byte.
class ActiveMask {
  public:
    constexpr ActiveMask() = default;
    constexpr explicit ActiveMask(uint8_t raw) : raw_(raw) {}

    uint8_t raw() const { return raw_; }
    uint8_t core_mask() const { return static_cast<uint8_t>(raw_ & CORES); }
    bool subtask_active(PTO2SubtaskSlot slot) const { return ((raw_ >> static_cast<uint8_t>(slot)) & 1) != 0; }
    bool requires_sync_start() const { return has_mask(PTO2_SUBTASK_FLAG_SYNC_START); }
    void set_sync_start() { raw_ = static_cast<uint8_t>(raw_ | PTO2_SUBTASK_FLAG_SYNC_START); }

    PTO2ResourceShape to_shape() const {
        const uint8_t cores = core_mask();
        if (cores == 0) {
            return PTO2ResourceShape::DUMMY;
        }
        if ((cores & (cores - 1)) != 0) { // more than one bit
            return PTO2ResourceShape::MIX;
        }
        return cores == PTO2_SUBTASK_MASK_AIC ? PTO2ResourceShape::AIC : PTO2ResourceShape::AIV;
    }

    bool operator==(ActiveMask other) const { return raw_ == other.raw_; }
    bool operator!=(ActiveMask other) const { return raw_ != other.raw_; }
    ActiveMask operator|(ActiveMask other) const { return ActiveMask(static_cast<uint8_t>(raw_ | other.raw_)); }
    ActiveMask &operator|=(ActiveMask other) { return *this = *this | other; }
    ActiveMask operator&(uint8_t mask) const { return ActiveMask(static_cast<uint8_t>(raw_ & mask)); }
    bool has_mask(uint8_t mask) const { return (raw_ & mask) != 0; }
    explicit operator bool() const { return raw_ != 0; }

  private:
    static constexpr uint8_t CORES = PTO2_SUBTASK_MASK_AIC | PTO2_SUBTASK_MASK_AIV0 | PTO2_SUBTASK_MASK_AIV1;

    uint8_t raw_ = 0;
};
static_assert(sizeof(ActiveMask) == 1, "ActiveMask is one byte");

// One kernel per slot of a cluster. An aggregate: MixedKernels{cube, left, right}.
struct MixedKernels {
    int32_t aic_kernel_id{INVALID_KERNEL_ID};
    int32_t aiv0_kernel_id{INVALID_KERNEL_ID};
    int32_t aiv1_kernel_id{INVALID_KERNEL_ID};

    ActiveMask to_active_mask() const {
        const int aic = aic_kernel_id != INVALID_KERNEL_ID ? PTO2_SUBTASK_MASK_AIC : 0;
        const int aiv0 = aiv0_kernel_id != INVALID_KERNEL_ID ? PTO2_SUBTASK_MASK_AIV0 : 0;
        const int aiv1 = aiv1_kernel_id != INVALID_KERNEL_ID ? PTO2_SUBTASK_MASK_AIV1 : 0;
        return ActiveMask(static_cast<uint8_t>(aic | aiv0 | aiv1));
    }
};
static_assert(sizeof(MixedKernels) == 12 && alignof(MixedKernels) == 4, "MixedKernels is three kernel ids");

// How many blocks of the task run, and whether they must all start together. The architectures spell the count
// differently; both spellings are here, so that one source can serve both. The runtime checks the range at submit.
class PTO2LaunchSpec {
  public:
    constexpr PTO2LaunchSpec() = default;

    int16_t block_num() const { return block_num_; }
    void set_block_num(int16_t n) { block_num_ = n; }
    int16_t core_num() const { return block_num_; }
    void set_core_num(int16_t n) { block_num_ = n; }

    bool require_sync_start() const { return require_sync_start_; }
    void set_require_sync_start(bool v) { require_sync_start_ = v; }

  private:
    static void pin_layout() { // never called: the place where private members can be pinned
        static_assert(__builtin_offsetof(PTO2LaunchSpec, block_num_) == 0, "PTO2LaunchSpec.block_num");
        static_assert(__builtin_offsetof(PTO2LaunchSpec, require_sync_start_) == 2, "PTO2LaunchSpec.sync_start");
    }

    int16_t block_num_ = 1;
    bool require_sync_start_ = false;
};
static_assert(sizeof(PTO2LaunchSpec) == 4 && alignof(PTO2LaunchSpec) == 2, "PTO2LaunchSpec is four bytes");
