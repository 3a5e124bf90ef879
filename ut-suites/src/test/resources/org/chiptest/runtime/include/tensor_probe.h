// pto_task_id.h, pto_constants.h, pto_runtime_status.h, common.h and tensor.h.
#pragma once

#include "check.h"
#include "pto_constants.h"
#include "pto_orchestration_api.h"
#include "pto_runtime_status.h"
#include "tensor.h"

inline std::ostream &operator<<(std::ostream &out, PTO2TaskId id) { return out << "task " << id.raw; }

namespace tensor_probe {

inline std::string list(const uint32_t *values, uint32_t count) {
    std::ostringstream text;
    for (uint32_t i = 0; i < count; ++i) {
        text << (i == 0 ? "" : " ") << values[i];
    }
    return text.str();
}

inline void task_ids() {
    constexpr PTO2TaskId id = PTO2TaskId::make(3, 77);
    static_assert(id.raw == 0x30000004Dull && id.ring() == 3 && id.local() == 77 && id.is_valid() && !id.is_invalid());
    static_assert(PTO2TaskId::invalid().raw == UINT64_MAX && PTO2TaskId::invalid().is_invalid());
    static_assert(id == PTO2TaskId{0x30000004D} && id != PTO2TaskId::invalid());
    static_assert(std::is_aggregate_v<PTO2TaskId> && std::is_trivially_default_constructible_v<PTO2TaskId>);
}

inline void constants_and_status() {
    static_assert(PTO2_ALIGN_SIZE == 64 && PTO2_PACKED_OUTPUT_ALIGN == 1024);
    static_assert(PTO2_ALIGN_UP(0, 64) == 0 && PTO2_ALIGN_UP(1, 64) == 64 && PTO2_ALIGN_UP(64 + 1, 64) == 128);
    const int codes[] = {PTO2_ERROR_NONE,
                         PTO2_ERROR_SCOPE_DEADLOCK,
                         PTO2_ERROR_HEAP_RING_DEADLOCK,
                         PTO2_ERROR_FLOW_CONTROL_DEADLOCK,
                         PTO2_ERROR_DEP_POOL_OVERFLOW,
                         PTO2_ERROR_INVALID_ARGS,
                         PTO2_ERROR_DEPENDENCY_OVERFLOW,
                         PTO2_ERROR_REQUIRE_SYNC_START_INVALID,
                         PTO2_ERROR_TENSOR_WAIT_TIMEOUT,
                         PTO2_ERROR_EXPLICIT_ORCH_FATAL};
    for (int i = 0; i < 10; ++i) {
        CHECK_EQUAL(codes[i], i);
    }
    static_assert(PTO2_ERROR_SCHEDULER_TIMEOUT == 100 && PTO2_ERROR_ASYNC_COMPLETION_INVALID == 101 &&
                  PTO2_ERROR_ASYNC_WAIT_OVERFLOW == 102 && PTO2_ERROR_ASYNC_REGISTRATION_FAILED == 103);
    CHECK_EQUAL(runtime_status_from_error_codes(0, 0), 0);
    CHECK_EQUAL(runtime_status_from_error_codes(9, 100), -9);
    CHECK_EQUAL(runtime_status_from_error_codes(0, 100), -100);
    CHECK_EQUAL(runtime_status_from_error_codes(-5, 0), -5);
    CHECK_EQUAL(runtime_status_from_error_codes(0, -3), -3);
}

inline void assertions() {
    try {
        always_assert(1 + 1 == 3);
        check_failed(__FILE__, __LINE__, "always_assert let a false condition pass");
    } catch (const AssertionError &e) {
        const std::string text = e.what();
        CHECK_TEXT(e.condition(), "1 + 1 == 3");
        CHECK_TEXT(e.file(), __FILE__);
        CHECK(e.line() > 0);
        CHECK_EQUAL(text.find("Assertion failed: 1 + 1 == 3\n  Location: " __FILE__ ":" + std::to_string(e.line()) +
                              "\nStack trace:\n  #0 "),
                    0u);
    }
    always_assert(true);
    int evaluated = 0;
#ifdef NDEBUG
    debug_assert(++evaluated == 0);
    CHECK_EQUAL(evaluated, 0);
#else
    debug_assert(++evaluated == 1);
    CHECK_EQUAL(evaluated, 1);
    CHECK_THROWS(std::runtime_error, "Assertion failed: evaluated == 2\n", debug_assert(evaluated == 2));
#endif
    if (evaluated > 100)
        always_assert(false);
    else // binds to the if above: the macro is one statement
        ++evaluated;
    CHECK_EQUAL(get_stacktrace().find("Stack trace:\n  #0 "), 0u);
    CHECK(get_stacktrace(0).size() > get_stacktrace(2).size());
    MAYBE_UNINITIALIZED_BEGIN
    PTO_PRAGMA(GCC diagnostic ignored "-Wall")
    MAYBE_UNINITIALIZED_END
}

inline void segments() {
    const Segment s{10, 20};
    CHECK(s.line_segment_intersection(Segment{19, 30}) && s.line_segment_intersection(Segment{0, 11}));
    CHECK(!s.line_segment_intersection(Segment{20, 30}) && !s.line_segment_intersection(Segment{0, 10}));
    CHECK(s.contains(Segment{10, 20}) && s.contains(Segment{12, 13}));
    CHECK(!s.contains(Segment{9, 20}) && !s.contains(Segment{10, 21}));
    CHECK_EQUAL(static_cast<int>(OverlapStatus::NO_OVERLAP), 0);
    CHECK_EQUAL(static_cast<int>(OverlapStatus::COVERED), 1);
    CHECK_EQUAL(static_cast<int>(OverlapStatus::OTHER), 2);
}

inline void create_infos() {
    static_assert(std::is_trivially_default_constructible_v<TensorCreateInfo> &&
                  std::is_trivially_copyable_v<TensorCreateInfo> && !std::is_aggregate_v<TensorCreateInfo>);
    const uint32_t shapes[] = {3, 5};
    TensorCreateInfo info(shapes, 2);
    CHECK_EQUAL(info.initial_value, 0u);
    CHECK(!info.has_initial_value && info.is_all_offset_zero && info.is_raw_eq_shapes && !info.manual_dep);
    CHECK_EQUAL(info.version, 0);
    CHECK(info.dtype == DataType::FLOAT32);
    CHECK_EQUAL(list(info.raw_shapes, info.ndims), "3 5");
    CHECK_EQUAL(info.buffer_size_bytes(), 60u);
    info.set_initial_value(1);
    CHECK(info.has_initial_value);
    CHECK_EQUAL(info.initial_value, 1u); // the bits, whatever the tensor's type
    info.set_initial_value(1.0f);
    CHECK_EQUAL(info.initial_value, 0x3F800000u);
    info.set_initial_value<int8_t>(-1);
    CHECK_EQUAL(info.initial_value, 0xFFu);

    TensorCreateInfo other[2];
    other[1].copy(info);
    CHECK_EQUAL(memcmp(&other[1], &info, sizeof(info)), 0);
    const auto implicit = [](const TensorCreateInfo &i) { return i.manual_dep; };
    CHECK(implicit({shapes, 2, DataType::INT8, true}));
    CHECK_EQUAL(TensorCreateInfo(shapes, 0, DataType::INT64).buffer_size_bytes(), 8u);
}

inline void external_tensors() {
    static_assert(RUNTIME_MAX_TENSOR_DIMS == 5);
    static_assert(std::is_trivially_copyable_v<Tensor> && !std::is_aggregate_v<Tensor> &&
                  !std::is_default_constructible_v<Tensor>);
    float memory[24];
    const uint32_t shapes[] = {2, 3, 4};
    const Tensor t = make_tensor_external(memory, shapes, 3);
    CHECK_EQUAL(t.buffer.addr, reinterpret_cast<uint64_t>(memory));
    CHECK_EQUAL(t.buffer.size, sizeof(memory));
    CHECK(t.owner_task_id.is_invalid() && t.dtype == DataType::FLOAT32);
    CHECK(t.is_all_offset_zero && t.is_raw_eq_shapes && !t.manual_dep);
    CHECK_EQUAL(t.version, 0);
    CHECK_EQUAL(list(t.shapes, t.ndims), "2 3 4");
    CHECK_EQUAL(t.get_raw_shapes(), t.shapes);
    CHECK_EQUAL(t.numel(), 24u);
    const Tensor versioned = make_tensor_external(memory, shapes, 0, DataType::INT16, true, 7);
    CHECK_EQUAL(versioned.buffer.size, 2u);
    CHECK_EQUAL(versioned.numel(), 0u);
    CHECK_EQUAL(versioned.version, 7);
    CHECK(versioned.manual_dep && versioned.is_same_memref(t));

    const ContinuousTensor argument{reinterpret_cast<uint64_t>(memory), {6, 4}, 2, DataType::INT32, 1};
    const Tensor converted = from_tensor_arg(argument, true, 3);
    CHECK_EQUAL(converted.buffer.size, sizeof(memory));
    CHECK_EQUAL(list(converted.shapes, converted.ndims), "6 4");
    CHECK(converted.dtype == DataType::INT32 && converted.manual_dep && converted.version == 3);
    CHECK(!from_tensor_arg(argument).manual_dep);

    std::vector<Tensor> tensors;
    tensors.push_back(t);
    tensors.push_back(converted);
    CHECK_EQUAL(tensors[0].buffer.size, t.buffer.size);
}

inline void views() {
    float memory[64];
    const uint32_t shapes[] = {8, 8}, part[] = {2, 4}, at[] = {3, 1}, origin[] = {0, 0};
    Tensor parent = make_tensor_external(memory, shapes, 2, DataType::FLOAT32, true, 5);
    parent.owner_task_id = PTO2TaskId::make(1, 2);

    Tensor view = parent.view(part, at);
    CHECK_EQUAL(view.buffer.addr, parent.buffer.addr);
    CHECK_EQUAL(view.owner_task_id, parent.owner_task_id);
    CHECK_EQUAL(view.version, 5);
    CHECK(!view.manual_dep && !view.is_raw_eq_shapes && !view.is_all_offset_zero);
    CHECK_EQUAL(list(view.shapes, 2), "2 4");
    CHECK_EQUAL(list(view.get_raw_shapes(), 2), "8 8");
    CHECK_EQUAL(list(view.offsets, 2), "3 1");
    view.update_start_offset();
    CHECK_EQUAL(view.start_offset, 25u);
    CHECK_EQUAL(view.compute_flat_offset(part, 2), (3 + 2) * 8u + 1 + 4);
    CHECK_EQUAL(view.compute_flat_offset(part, 0), 0u);

    const Tensor at_origin = parent.view(part, origin, true);
    CHECK(at_origin.is_all_offset_zero && !at_origin.is_raw_eq_shapes && at_origin.manual_dep);
    CHECK_EQUAL(at_origin.compute_flat_offset(part, 2), 2 * 8u + 4);
    CHECK(!parent.view(shapes, origin).is_raw_eq_shapes); // also when it is all of the parent

    Tensor nested = view.view(part, at);
    CHECK_EQUAL(list(nested.offsets, 2), "6 2");
    CHECK_EQUAL(list(nested.raw_shapes, 2), "8 8");
    const uint32_t back[] = {static_cast<uint32_t>(-3), static_cast<uint32_t>(-1)};
    nested = view.view(part, back);
    CHECK(!nested.is_all_offset_zero); // although the sums, which wrap at 32 bits, are all 0
    CHECK_EQUAL(list(nested.offsets, 2), "0 0");
    nested.init_with_view(parent, part, at, true);
    CHECK(nested.manual_dep && list(nested.offsets, 2) == "3 1");
    parent.update_start_offset();
    CHECK_EQUAL(parent.start_offset, 0u);
}

inline void reshapes_and_transposes() {
    float memory[24];
    const uint32_t shapes[] = {4, 6}, flat[] = {24}, rows[] = {2, 6}, columns[] = {4, 2}, at[] = {1, 0};
    Tensor t = make_tensor_external(memory, shapes, 2, DataType::FLOAT32, true, 2);
    t.owner_task_id = PTO2TaskId::make(0, 9);
    const Tensor band = t.view(rows, at), stripe = t.view(columns, at);
    CHECK(t.is_contiguous() && band.is_contiguous() && !stripe.is_contiguous());
    CHECK(make_tensor_external(memory, shapes, 0).is_contiguous());
    CHECK(t.valid_reshape(flat, 1) && !t.valid_reshape(rows, 2) && !t.valid_reshape(shapes, 0));

    const Tensor reshaped = t.reshape(flat, 1);
    CHECK_EQUAL(reshaped.ndims, 1u);
    CHECK_EQUAL(list(reshaped.shapes, 1), "24");
    CHECK(!reshaped.manual_dep && reshaped.version == 2 && reshaped.owner_task_id == t.owner_task_id);
    const uint32_t twelve[] = {12};
    const Tensor from_start = band.reshape(twelve, 1, true);
    CHECK(from_start.is_all_offset_zero && from_start.is_raw_eq_shapes && from_start.manual_dep);
    CHECK_THROWS(AssertionError, "Assertion failed: is_contiguous()", stripe.reshape(columns, 2));
#ifndef NDEBUG
    CHECK_THROWS(AssertionError, "Assertion failed: valid_reshape(new_shapes, new_ndims)", t.reshape(rows, 2));
    CHECK_THROWS(AssertionError, "Assertion failed: valid_transpose(x, y)", t.transpose(0, 2));
#endif

    CHECK(t.valid_transpose(0, 1) && !t.valid_transpose(2, 0) && !t.valid_transpose(0, 2));
    const Tensor turned = t.transpose(0, 1);
    CHECK_EQUAL(list(turned.shapes, 2), "6 4");
    CHECK(turned.is_raw_eq_shapes && !turned.manual_dep);
    const Tensor turned_view = band.transpose(1, 0, true);
    CHECK_EQUAL(list(turned_view.shapes, 2), "6 2");
    CHECK_EQUAL(list(turned_view.raw_shapes, 2), "6 4");
    CHECK_EQUAL(list(turned_view.offsets, 2), "0 1");
    CHECK(turned_view.manual_dep);
}

inline void initialising() {
    alignas(8) uint8_t memory[10] = {};
    const uint32_t shapes[] = {4}, raw[] = {9}, offsets[] = {2};
    Tensor t = make_tensor_external(nullptr, shapes, 1);
    t.init(memory, 10, raw, shapes, offsets, 1, DataType::INT16, 4);
    CHECK(!t.is_all_offset_zero && !t.is_raw_eq_shapes && !t.manual_dep && t.owner_task_id.is_invalid());
    CHECK_EQUAL(t.buffer.size, 10u);
    CHECK_EQUAL(t.get_raw_shapes()[0], 9u);
    CHECK_EQUAL(t.offsets[0], 2u);
    Tensor same = make_tensor_external(nullptr, shapes, 1);
    same.init(t);
    CHECK(same.raw_shapes[0] == 9 && same.offsets[0] == 2 && same.version == 4);
    t.init(memory, 10, nullptr, shapes, nullptr, 1, DataType::INT16, 4, true, true, true);
    CHECK(t.is_all_offset_zero && t.is_raw_eq_shapes && t.manual_dep);
    same.copy(t);
    CHECK(same.is_raw_eq_shapes && same.raw_shapes[0] == 9); // what has no meaning is left as it was

    TensorCreateInfo info(shapes, 1, DataType::INT32);
    Tensor made = t;
    made.init_from_create_info(info, memory, 10);
    CHECK_EQUAL(int{memory[0]}, 0);
    info.set_initial_value(0x04030201);
    made.init_from_create_info(info, memory, 10);
    CHECK_EQUAL(made.buffer.addr, reinterpret_cast<uint64_t>(memory));
    CHECK_EQUAL(made.buffer.size, 10u);
    CHECK(made.owner_task_id.is_invalid() && made.dtype == DataType::INT32 && made.shapes[0] == 4);
    const uint8_t filled[] = {1, 2, 3, 4, 1, 2, 3, 4, 1, 2};
    CHECK_EQUAL(memcmp(memory, filled, 10), 0);
    made.buffer.addr = 0;
    CHECK_THROWS(AssertionError, "Assertion failed: buffer.addr != 0", made.fill_initial_value(1));
}

inline void dumps() {
    const uint32_t shapes[] = {4, 6}, part[] = {2, 3}, at[] = {1, 2};
    const Tensor t = make_tensor_external(reinterpret_cast<void *>(4096), shapes, 2, DataType::BFLOAT16, false, 1);
    CHECK_TEXT(t.dump(), "{\n"
                         "    buffer.addr: 4096\n"
                         "    buffer.size: 48 bytes\n"
                         "    dtype: BFLOAT16\n"
                         "    ndims: 2\n"
                         "    version: 1\n"
                         "    raw_shapes: [4, 6]\n"
                         "    shapes: [4, 6]\n"
                         "    offsets: [0, 0]\n"
                         "}\n");
    const std::string view = t.view(part, at).dump();
    CHECK(view.find("raw_shapes: [4, 6]\n    shapes: [2, 3]\n    offsets: [1, 2]\n") != std::string::npos);
}

inline void run() {
    task_ids();
    constants_and_status();
    assertions();
    segments();
    create_infos();
    external_tensors();
    views();
    reshapes_and_transposes();
    initialising();
    dumps();
}

} // namespace tensor_probe
