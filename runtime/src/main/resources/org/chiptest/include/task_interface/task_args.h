// Argument lists: tensors first, then scalars. One template, four storages (fixed or growable, with a tag per tensor or
// without), the two lists that users meet - TaskArgs on the host, ChipStorageTaskArgs in an orchestration - and the byte
// form in which a list travels from process to process.
#pragma once

#include <cstddef>
#include <cstdint>
#include <cstring>
#include <stdexcept>
#include <type_traits>
#include <vector>

#include "arg_direction.h"
#include "tensor_arg.h"

// One tag per tensor. Tags lie in a base class so that a list without tags has not a single byte for them.
template <typename TensorTag, size_t MaxT>
struct TensorTagMixin {
    TensorTag tags_[MaxT]{};

    const TensorTag &tag(int32_t i) const { return tags_[i]; }
    TensorTag &tag(int32_t i) { return tags_[i]; }
    const TensorTag *tag_data() const { return tags_; }
};

template <typename TensorTag>
struct TensorTagMixin<TensorTag, 0> {
    std::vector<TensorTag> tags_;

    const TensorTag &tag(int32_t i) const { return tags_[static_cast<size_t>(i)]; }
    TensorTag &tag(int32_t i) { return tags_[static_cast<size_t>(i)]; }
    const TensorTag *tag_data() const { return tags_.data(); }
};

template <size_t MaxT>
struct TensorTagMixin<void, MaxT> {};

template <>
struct TensorTagMixin<void, 0> {};

// Fixed capacity. An aggregate without constructors, because it is also a binary layout; for the same reason only the
// counted part of the arrays has a meaning.
template <typename T, typename S, size_t MaxT, size_t MaxS, typename TensorTag = void>
struct TaskArgsTpl : TensorTagMixin<TensorTag, MaxT> {
    T tensors_[MaxT];
    S scalars_[MaxS];
    int32_t tensor_count_{0};
    int32_t scalar_count_{0};

    // The receiver finds the scalars behind the last tensor, so a tensor cannot follow a scalar.
    void add_tensor(const T &t) {
        if (scalar_count_ > 0) {
            throw std::logic_error("TaskArgs: cannot add tensor after scalar");
        }
        if (static_cast<size_t>(tensor_count_) >= MaxT) {
            throw std::out_of_range("TaskArgs: tensor capacity exceeded");
        }
        tensors_[tensor_count_++] = t;
    }

    void add_scalar(S s) {
        if (static_cast<size_t>(scalar_count_) >= MaxS) {
            throw std::out_of_range("TaskArgs: scalar capacity exceeded");
        }
        scalars_[scalar_count_++] = s;
    }

    const T &tensor(int32_t i) const { return tensors_[i]; }
    T &tensor(int32_t i) { return tensors_[i]; }
    S scalar(int32_t i) const { return scalars_[i]; }
    S &scalar(int32_t i) { return scalars_[i]; }
    const S *scalars() const { return scalars_; }

    const T *tensor_data() const { return tensors_; }
    const S *scalar_data() const { return scalars_; }
    int32_t tensor_count() const { return tensor_count_; }
    int32_t scalar_count() const { return scalar_count_; }

    void clear() {
        tensor_count_ = 0;
        scalar_count_ = 0;
    }
};

// Growable, for the host: no limit while building, the limits of the receiver are checked when it is converted.
template <typename T, typename S, typename TensorTag>
struct TaskArgsTpl<T, S, 0, 0, TensorTag> : TensorTagMixin<TensorTag, 0> {
    std::vector<T> tensors_;
    std::vector<S> scalars_;

    void add_tensor(const T &t) {
        require_no_scalar();
        tensors_.push_back(t);
        if constexpr (!std::is_void_v<TensorTag>) {
            this->tags_.push_back(TensorTag{});
        }
    }

    template <typename Tag = TensorTag, typename = std::enable_if_t<std::is_convertible_v<Tag, TensorTag>>>
    void add_tensor(const T &t, Tag tag) {
        require_no_scalar();
        tensors_.push_back(t);
        this->tags_.push_back(tag);
    }

    void add_scalar(S s) { scalars_.push_back(s); }

    const T &tensor(int32_t i) const { return tensors_[static_cast<size_t>(i)]; }
    T &tensor(int32_t i) { return tensors_[static_cast<size_t>(i)]; }
    S scalar(int32_t i) const { return scalars_[static_cast<size_t>(i)]; }
    S &scalar(int32_t i) { return scalars_[static_cast<size_t>(i)]; }

    const T *tensor_data() const { return tensors_.data(); }
    const S *scalar_data() const { return scalars_.data(); }
    int32_t tensor_count() const { return static_cast<int32_t>(tensors_.size()); }
    int32_t scalar_count() const { return static_cast<int32_t>(scalars_.size()); }

    void clear() {
        tensors_.clear();
        scalars_.clear();
        if constexpr (!std::is_void_v<TensorTag>) {
            this->tags_.clear();
        }
    }

  private:
    void require_no_scalar() const {
        if (!scalars_.empty()) {
            throw std::logic_error("TaskArgs: cannot add tensor after scalar");
        }
    }
};

using TaskArgs = TaskArgsTpl<ContinuousTensor, uint64_t, 0, 0, TensorArgType>;
using ChipStorageTaskArgs = TaskArgsTpl<ContinuousTensor, uint64_t, CHIP_MAX_TENSOR_ARGS, CHIP_MAX_SCALAR_ARGS>;

static_assert(sizeof(ChipStorageTaskArgs) == 3592 && alignof(ChipStorageTaskArgs) == 8, "ChipStorageTaskArgs");
static_assert(std::is_trivially_copyable_v<ChipStorageTaskArgs> && std::is_aggregate_v<ChipStorageTaskArgs>,
              "orchestrations receive ChipStorageTaskArgs as bytes");
static_assert(__builtin_offsetof(ChipStorageTaskArgs, tensors_) == 0, "ChipStorageTaskArgs.tensors");
static_assert(__builtin_offsetof(ChipStorageTaskArgs, scalars_) == 2560, "ChipStorageTaskArgs.scalars");
static_assert(__builtin_offsetof(ChipStorageTaskArgs, tensor_count_) == 3584, "ChipStorageTaskArgs.tensor_count");
static_assert(__builtin_offsetof(ChipStorageTaskArgs, scalar_count_) == 3588, "ChipStorageTaskArgs.scalar_count");

// Looks into somebody else's list or blob and owns nothing.
struct TaskArgsView {
    int32_t tensor_count;
    int32_t scalar_count;
    const ContinuousTensor *tensors;
    const uint64_t *scalars;
};
static_assert(sizeof(TaskArgsView) == 24 && alignof(TaskArgsView) == 8, "TaskArgsView is 24 bytes");

inline TaskArgsView make_view(const TaskArgs &a) {
    return TaskArgsView{a.tensor_count(), a.scalar_count(), a.tensor_data(), a.scalar_data()};
}

// The byte form: both counts as int32, then the tensors, then the scalars. Tags stay behind, the receiver has no use
// for them.
inline constexpr size_t TASK_ARGS_BLOB_HEADER_SIZE = 8;

inline size_t task_args_blob_size(const TaskArgs &a) {
    return TASK_ARGS_BLOB_HEADER_SIZE + static_cast<size_t>(a.tensor_count()) * sizeof(ContinuousTensor) +
           static_cast<size_t>(a.scalar_count()) * sizeof(uint64_t);
}

// dst must have room for task_args_blob_size(a) bytes.
inline void write_blob(uint8_t *dst, const TaskArgs &a) {
    const int32_t counts[2] = {a.tensor_count(), a.scalar_count()};
    const size_t tensor_bytes = static_cast<size_t>(counts[0]) * sizeof(ContinuousTensor);
    const size_t scalar_bytes = static_cast<size_t>(counts[1]) * sizeof(uint64_t);
    std::memcpy(dst, counts, TASK_ARGS_BLOB_HEADER_SIZE);
    if (tensor_bytes > 0) { // an empty vector may have no address to copy from
        std::memcpy(dst + TASK_ARGS_BLOB_HEADER_SIZE, a.tensor_data(), tensor_bytes);
    }
    if (scalar_bytes > 0) {
        std::memcpy(dst + TASK_ARGS_BLOB_HEADER_SIZE + tensor_bytes, a.scalar_data(), scalar_bytes);
    }
}

// Blobs come from other processes: nothing in them is believed before it is checked against the capacity.
inline TaskArgsView read_blob(const uint8_t *src, size_t capacity) {
    if (capacity < TASK_ARGS_BLOB_HEADER_SIZE) {
        throw std::runtime_error("read_blob: capacity is smaller than the blob header");
    }
    int32_t counts[2];
    std::memcpy(counts, src, TASK_ARGS_BLOB_HEADER_SIZE);
    if (counts[0] < 0 || counts[1] < 0) {
        throw std::runtime_error("read_blob: negative tensor or scalar count");
    }
    const size_t tensor_bytes = static_cast<size_t>(counts[0]) * sizeof(ContinuousTensor);
    const size_t scalar_bytes = static_cast<size_t>(counts[1]) * sizeof(uint64_t);
    if (TASK_ARGS_BLOB_HEADER_SIZE + tensor_bytes + scalar_bytes > capacity) {
        throw std::runtime_error("read_blob: the counts need more bytes than the capacity holds");
    }
    const uint8_t *tensors = src + TASK_ARGS_BLOB_HEADER_SIZE;
    return TaskArgsView{counts[0], counts[1], reinterpret_cast<const ContinuousTensor *>(tensors),
                        reinterpret_cast<const uint64_t *>(tensors + tensor_bytes)};
}

inline ChipStorageTaskArgs view_to_chip_storage(TaskArgsView view) {
    if (view.tensor_count > CHIP_MAX_TENSOR_ARGS) {
        throw std::out_of_range("view_to_chip_storage: tensor_count exceeds CHIP_MAX_TENSOR_ARGS");
    }
    if (view.scalar_count > CHIP_MAX_SCALAR_ARGS) {
        throw std::out_of_range("view_to_chip_storage: scalar_count exceeds CHIP_MAX_SCALAR_ARGS");
    }
    ChipStorageTaskArgs storage;
    for (int32_t i = 0; i < view.tensor_count; ++i) {
        storage.add_tensor(view.tensors[i]);
    }
    for (int32_t i = 0; i < view.scalar_count; ++i) {
        storage.add_scalar(view.scalars[i]);
    }
    return storage;
}
