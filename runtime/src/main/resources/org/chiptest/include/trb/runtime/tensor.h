// Tensors as tasks see them: a region of a buffer, described by shape, raw shape (the shape of the whole buffer) and
// offsets, together with what the runtime needs to find out who must wait for whom.
//
// A Tensor is two cache lines. The first holds what the common case needs. The second holds raw shapes and offsets,
// which mean something only if a flag in the first says so: a tensor that covers its buffer from the beginning - nearly
// every one - is written, copied and compared by its first line alone.
#pragma once

#include <memory.h>
#include <stdint.h>

#include <algorithm>
#include <sstream>
#include <string>
#include <utility>

#include "common.h"
#include "data_type.h"
#include "pto_task_id.h"

constexpr int RUNTIME_MAX_TENSOR_DIMS = 5;

struct PTOBufferHandle {
    uint64_t addr;
    uint64_t size; // bytes
};

// How the region of a new task lies on that of an earlier one.
enum class OverlapStatus {
    NO_OVERLAP, // nothing in common
    COVERED,    // the earlier region lies within the new one
    OTHER,      // some of it does, or it cannot be told
};

// [begin, end) along one dimension.
struct Segment {
    uint64_t begin;
    uint64_t end;

    bool line_segment_intersection(const Segment &other) const { return end > other.begin && other.end > begin; }
    bool contains(const Segment &other) const { return begin <= other.begin && other.end <= end; }
};

// A tensor that the runtime shall allocate when the task that writes it is submitted. Its bytes become the first line
// of the Tensor, hence the gaps where a Tensor has buffer, owner and start offset.
class alignas(64) TensorCreateInfo {
  public:
    TensorCreateInfo(const uint32_t shapes[], uint32_t ndims, DataType dtype = DataType::FLOAT32,
                     bool manual_dep = false)
        : initial_value(0), has_initial_value(false), version(0), ndims(ndims), dtype(dtype), is_all_offset_zero(true),
          is_raw_eq_shapes(true), manual_dep(manual_dep) {
        std::copy_n(shapes, ndims, raw_shapes);
    }

    // Nothing is initialised: for arrays that are filled later.
    TensorCreateInfo() = default;

    void copy(const TensorCreateInfo &other) { memcpy(static_cast<void *>(this), &other, sizeof(other)); }

    // Every element of the new tensor gets the value's *bits*. There is no conversion to dtype: for a FLOAT32 tensor
    // say 1.0f, not 1.
    template <typename T = uint64_t>
    void set_initial_value(T value) {
        has_initial_value = true;
        initial_value = to_u64(value);
    }

    uint64_t buffer_size_bytes() const {
        uint64_t elements = 1;
        for (uint32_t i = 0; i < ndims; ++i) {
            elements *= raw_shapes[i];
        }
        return elements * get_element_size(dtype);
    }

    uint64_t initial_value;
    bool has_initial_value;
    uint8_t __pad1__[7];
    uint64_t __pad2__;
    uint64_t __pad3__;
    int32_t version;
    uint32_t ndims;
    DataType dtype;
    bool is_all_offset_zero;
    bool is_raw_eq_shapes;
    bool manual_dep;
    uint32_t raw_shapes[RUNTIME_MAX_TENSOR_DIMS];
};

struct alignas(64) Tensor {
    // First line.
    PTOBufferHandle buffer;
    PTO2TaskId owner_task_id; // the task that made the buffer; invalid for memory from outside
    uint64_t start_offset;    // elements from the buffer's beginning; the runtime fills it in at submit, for kernels
    int32_t version;
    uint32_t ndims;
    DataType dtype;
    bool is_all_offset_zero; // true: offsets[] was never written
    bool is_raw_eq_shapes;   // true: raw_shapes[] was never written
    bool manual_dep;
    uint32_t shapes[RUNTIME_MAX_TENSOR_DIMS];

    // Second line.
    uint32_t raw_shapes[RUNTIME_MAX_TENSOR_DIMS];
    uint32_t offsets[RUNTIME_MAX_TENSOR_DIMS];
    uint8_t _pad_cl2[24];

    Tensor(const Tensor &) = default;
    Tensor(Tensor &&) = default;
    Tensor &operator=(const Tensor &) = default;
    Tensor &operator=(Tensor &&) = default;
    ~Tensor() = default;

    const uint32_t *get_raw_shapes() const { return is_raw_eq_shapes ? shapes : raw_shapes; }

    // The arrays whose flag is true are not read and may be null.
    void init(void *addr, uint64_t buffer_size_bytes, const uint32_t in_raw_shapes[], const uint32_t in_shapes[],
              const uint32_t in_offsets[], uint32_t in_ndims, DataType in_dtype, int32_t in_version,
              bool in_is_all_offset_zero = false, bool in_is_raw_eq_shapes = false, bool in_manual_dep = false) {
        buffer = PTOBufferHandle{reinterpret_cast<uint64_t>(addr), buffer_size_bytes};
        owner_task_id = PTO2TaskId::invalid();
        version = in_version;
        ndims = in_ndims;
        dtype = in_dtype;
        is_all_offset_zero = in_is_all_offset_zero;
        is_raw_eq_shapes = in_is_raw_eq_shapes;
        manual_dep = in_manual_dep;
        std::copy_n(in_shapes, in_ndims, shapes);
        if (!in_is_raw_eq_shapes) {
            std::copy_n(in_raw_shapes, in_ndims, raw_shapes);
        }
        if (!in_is_all_offset_zero) {
            std::copy_n(in_offsets, in_ndims, offsets);
        }
    }

    // Copies the first line as it is, and of the second one only what has a meaning.
    void init(const Tensor &other) {
        copy_first_line(&other);
        if (!other.is_raw_eq_shapes) {
            std::copy_n(other.raw_shapes, other.ndims, raw_shapes);
        }
        if (!other.is_all_offset_zero) {
            std::copy_n(other.offsets, other.ndims, offsets);
        }
    }

    void copy(const Tensor &other) { init(other); }

    void init_with_view(const Tensor &other, const uint32_t view_shapes[], const uint32_t view_offsets[],
                        bool in_manual_dep = false) {
        buffer = other.buffer;
        owner_task_id = other.owner_task_id;
        version = other.version;
        ndims = other.ndims;
        dtype = other.dtype;
        manual_dep = in_manual_dep;
        // A view may be as large as its parent, but saying so would be worth nothing: who takes views takes parts.
        is_raw_eq_shapes = false;
        std::copy_n(other.get_raw_shapes(), other.ndims, raw_shapes);
        std::copy_n(view_shapes, other.ndims, shapes);
        if (other.is_all_offset_zero) {
            is_all_offset_zero =
                std::all_of(view_offsets, view_offsets + other.ndims, [](uint32_t offset) { return offset == 0; });
            if (!is_all_offset_zero) {
                std::copy_n(view_offsets, other.ndims, offsets);
            }
        } else {
            is_all_offset_zero = false;
            for (uint32_t i = 0; i < other.ndims; ++i) {
                offsets[i] = other.offsets[i] + view_offsets[i];
            }
        }
    }

    void init_from_create_info(const TensorCreateInfo &ci, void *addr, uint64_t buffer_size) {
        copy_first_line(&ci); // raw_shapes lie where shapes do
        buffer = PTOBufferHandle{reinterpret_cast<uint64_t>(addr), buffer_size};
        owner_task_id = PTO2TaskId::invalid();
        if (ci.has_initial_value) {
            fill_initial_value(ci.initial_value);
        }
    }

    // Writes the element over the whole buffer, including what rounding up has added behind the last element.
    void fill_initial_value(uint64_t initial_value) {
        always_assert(buffer.addr != 0);
        uint8_t *begin = reinterpret_cast<uint8_t *>(buffer.addr);
        uint64_t filled = std::min(get_element_size(dtype), buffer.size);
        memcpy(begin, &initial_value, filled);
        while (filled < buffer.size) { // what is filled so far is the pattern for as much again
            const uint64_t chunk = std::min(filled, buffer.size - filled);
            memcpy(begin + filled, begin, chunk);
            filled += chunk;
        }
    }

    // Elements from the buffer's beginning to the element at these indices.
    uint64_t compute_flat_offset(const uint32_t indices[], uint32_t in_ndims) const {
        const uint32_t *raw = get_raw_shapes();
        uint64_t flat = 0;
        for (uint32_t d = 0; d < in_ndims; ++d) {
            flat = flat * raw[d] + indices[d] + (is_all_offset_zero ? 0 : static_cast<uint64_t>(offsets[d]));
        }
        return flat;
    }

    void update_start_offset() {
        const uint32_t *raw = get_raw_shapes();
        start_offset = 0;
        for (uint32_t d = 0; !is_all_offset_zero && d < ndims; ++d) {
            start_offset = start_offset * raw[d] + offsets[d];
        }
    }

    // A region of this tensor, in the same buffer. Nobody checks that it lies within.
    Tensor view(const uint32_t view_shapes[], const uint32_t view_offsets[], bool manual_dep = false) const {
        Tensor result;
        result.init_with_view(*this, view_shapes, view_offsets, manual_dep);
        return result;
    }

    // A region of full rows is contiguous wherever it starts, and however many rows it has.
    bool is_contiguous() const {
        return is_raw_eq_shapes || ndims == 0 || std::equal(shapes + 1, shapes + ndims, raw_shapes + 1);
    }

    bool valid_reshape(const uint32_t new_shapes[], uint32_t new_ndims) const {
        uint64_t elements = 1;
        for (uint32_t i = 0; i < new_ndims; ++i) {
            elements *= new_shapes[i];
        }
        return numel() == elements;
    }

    // The result starts at the beginning of the buffer, also when this tensor does not: offsets are dropped.
    Tensor reshape(const uint32_t new_shapes[], uint32_t new_ndims, bool manual_dep = false) const {
        debug_assert(valid_reshape(new_shapes, new_ndims));
        always_assert(is_contiguous());
        Tensor result;
        result.init(*this);
        result.ndims = new_ndims;
        result.is_all_offset_zero = true;
        result.is_raw_eq_shapes = true;
        result.manual_dep = manual_dep;
        std::copy_n(new_shapes, new_ndims, result.shapes);
        return result;
    }

    bool valid_transpose(uint32_t x, uint32_t y) const { return x < ndims && y < ndims; }

    // Renames two dimensions. There are no strides and no data moves; reading it in the new order is up to the kernel.
    Tensor transpose(uint32_t x, uint32_t y, bool manual_dep = false) const {
        debug_assert(valid_transpose(x, y));
        Tensor result;
        result.init(*this);
        result.manual_dep = manual_dep;
        std::swap(result.shapes[x], result.shapes[y]);
        if (!is_raw_eq_shapes) {
            std::swap(result.raw_shapes[x], result.raw_shapes[y]);
        }
        if (!is_all_offset_zero) {
            std::swap(result.offsets[x], result.offsets[y]);
        }
        return result;
    }

    // Unlike a buffer's size, the number of elements of a tensor without dimensions is 0.
    uint64_t numel() const {
        uint64_t elements = ndims == 0 ? 0 : 1;
        for (uint32_t i = 0; i < ndims; ++i) {
            elements *= shapes[i];
        }
        return elements;
    }

    bool is_same_memref(const Tensor &other) const { return buffer.addr == other.buffer.addr; }

    std::string dump() const {
        constexpr uint32_t zeros[RUNTIME_MAX_TENSOR_DIMS] = {};
        std::ostringstream out;
        out << "{\n"
            << "    buffer.addr: " << buffer.addr << "\n"
            << "    buffer.size: " << buffer.size << " bytes\n"
            << "    dtype: " << get_dtype_name(dtype) << "\n"
            << "    ndims: " << ndims << "\n"
            << "    version: " << version << "\n";
        dump_list(out, "raw_shapes", get_raw_shapes());
        dump_list(out, "shapes", shapes);
        dump_list(out, "offsets", is_all_offset_zero ? zeros : offsets);
        out << "}\n";
        return out.str();
    }

  private:
    // Tensors come from the functions below, from other tensors, or from a submit. One that is declared bare would be
    // garbage that looks like a tensor.
    Tensor() = default;
    Tensor(void *addr, uint64_t buffer_size_bytes, const uint32_t contiguous_shapes[], uint32_t in_ndims,
           DataType in_dtype, bool in_manual_dep, int32_t in_version) {
        init(addr, buffer_size_bytes, nullptr, contiguous_shapes, nullptr, in_ndims, in_dtype, in_version, true, true,
             in_manual_dep);
    }

    friend Tensor make_tensor_external(void *addr, const uint32_t shapes[], uint32_t ndims, DataType dtype,
                                       bool manual_dep, int32_t version);

    void copy_first_line(const void *line) { memcpy(static_cast<void *>(this), line, sizeof(TensorCreateInfo)); }

    void dump_list(std::ostringstream &out, const char *name, const uint32_t values[]) const {
        out << "    " << name << ": [";
        for (uint32_t i = 0; i < ndims; ++i) {
            out << (i == 0 ? "" : ", ") << values[i];
        }
        out << "]\n";
    }
};

// Kernels and the runtime read these bytes directly.
static_assert(sizeof(PTOBufferHandle) == 16 && sizeof(Segment) == 16, "two words each");
static_assert(sizeof(TensorCreateInfo) == 64 && alignof(TensorCreateInfo) == 64, "TensorCreateInfo is one cache line");
static_assert(__builtin_offsetof(TensorCreateInfo, initial_value) == 0, "TensorCreateInfo.initial_value");
static_assert(__builtin_offsetof(TensorCreateInfo, has_initial_value) == 8, "TensorCreateInfo.has_initial_value");
static_assert(__builtin_offsetof(TensorCreateInfo, version) == __builtin_offsetof(Tensor, version), "version");
static_assert(__builtin_offsetof(TensorCreateInfo, ndims) == __builtin_offsetof(Tensor, ndims), "ndims");
static_assert(__builtin_offsetof(TensorCreateInfo, dtype) == __builtin_offsetof(Tensor, dtype), "dtype");
static_assert(__builtin_offsetof(TensorCreateInfo, is_all_offset_zero) ==
                  __builtin_offsetof(Tensor, is_all_offset_zero),
              "is_all_offset_zero");
static_assert(__builtin_offsetof(TensorCreateInfo, is_raw_eq_shapes) == __builtin_offsetof(Tensor, is_raw_eq_shapes),
              "is_raw_eq_shapes");
static_assert(__builtin_offsetof(TensorCreateInfo, manual_dep) == __builtin_offsetof(Tensor, manual_dep), "manual_dep");
static_assert(__builtin_offsetof(TensorCreateInfo, raw_shapes) == __builtin_offsetof(Tensor, shapes), "shapes");
static_assert(std::is_trivially_copyable_v<TensorCreateInfo>, "TensorCreateInfo is copied as bytes");

static_assert(sizeof(Tensor) == 128 && alignof(Tensor) == 64, "Tensor is two cache lines");
static_assert(__builtin_offsetof(Tensor, buffer) == 0, "Tensor.buffer");
static_assert(__builtin_offsetof(Tensor, owner_task_id) == 16, "Tensor.owner_task_id");
static_assert(__builtin_offsetof(Tensor, start_offset) == 24, "Tensor.start_offset");
static_assert(__builtin_offsetof(Tensor, version) == 32, "Tensor.version");
static_assert(__builtin_offsetof(Tensor, ndims) == 36, "Tensor.ndims");
static_assert(__builtin_offsetof(Tensor, dtype) == 40, "Tensor.dtype");
static_assert(__builtin_offsetof(Tensor, is_all_offset_zero) == 41, "Tensor.is_all_offset_zero");
static_assert(__builtin_offsetof(Tensor, is_raw_eq_shapes) == 42, "Tensor.is_raw_eq_shapes");
static_assert(__builtin_offsetof(Tensor, manual_dep) == 43, "Tensor.manual_dep");
static_assert(__builtin_offsetof(Tensor, shapes) == 44, "Tensor.shapes");
static_assert(__builtin_offsetof(Tensor, raw_shapes) == 64, "Tensor.raw_shapes");
static_assert(__builtin_offsetof(Tensor, offsets) == 84, "Tensor.offsets");
static_assert(std::is_trivially_copyable_v<Tensor>, "tensors are copied as bytes");
