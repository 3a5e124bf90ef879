// arg_direction.h, data_type.h, tensor_arg.h, task_args.h: what both runtimes share.
#pragma once

#include "arg_direction.h"
#include "check.h"
#include "data_type.h"
#include "task_args.h"
#include "tensor_arg.h"

namespace task_interface_probe {

enum class Colour : int16_t { RED = -2 };

inline ContinuousTensor tensor_of(uint64_t data, uint32_t rows, uint32_t columns, DataType dtype) {
    return ContinuousTensor{data, {rows, columns}, 2, dtype, 0};
}

inline void arg_direction() {
    CHECK_EQUAL(static_cast<int32_t>(ArgDirection::SCALAR), 0);
    CHECK_EQUAL(static_cast<int32_t>(ArgDirection::IN), 1);
    CHECK_EQUAL(static_cast<int32_t>(ArgDirection::OUT), 2);
    CHECK_EQUAL(static_cast<int32_t>(ArgDirection::INOUT), 3);
    static_assert(CORE_MAX_TENSOR_ARGS == 16 && CHIP_MAX_TENSOR_ARGS == 64);
    static_assert(CORE_MAX_SCALAR_ARGS == 32 && CHIP_MAX_SCALAR_ARGS == 128);
    static_assert(CALLABLE_ALIGN == 64);
    CHECK_EQUAL(callable_align_up(0), 0u);
    CHECK_EQUAL(callable_align_up(1), 64u);
    CHECK_EQUAL(callable_align_up(64), 64u);
    CHECK_EQUAL(callable_align_up(65), 128u);
    CHECK_EQUAL(callable_align_up(0xFFFFFFFFu), 0u);
    CHECK_TEXT(arg_direction_name(ArgDirection::SCALAR), "SCALAR");
    CHECK_TEXT(arg_direction_name(ArgDirection::IN), "IN");
    CHECK_TEXT(arg_direction_name(ArgDirection::OUT), "OUT");
    CHECK_TEXT(arg_direction_name(ArgDirection::INOUT), "INOUT");
    CHECK_TEXT(arg_direction_name(static_cast<ArgDirection>(4)), "UNKNOWN");
}

inline void data_type() {
    struct Row {
        DataType dtype;
        int code;
        uint64_t size;
        const char *name;
    };
    const Row rows[] = {
        {DataType::FLOAT32, 0, 4, "FLOAT32"}, {DataType::FLOAT16, 1, 2, "FLOAT16"}, {DataType::INT32, 2, 4, "INT32"},
        {DataType::INT16, 3, 2, "INT16"},     {DataType::INT8, 4, 1, "INT8"},       {DataType::UINT8, 5, 1, "UINT8"},
        {DataType::BFLOAT16, 6, 2, "BFLOAT16"}, {DataType::INT64, 7, 8, "INT64"},   {DataType::UINT64, 8, 8, "UINT64"},
        {DataType::UINT16, 9, 2, "UINT16"},   {DataType::UINT32, 10, 4, "UINT32"},
    };
    for (const Row &row : rows) {
        CHECK_EQUAL(static_cast<int>(row.dtype), row.code);
        CHECK_EQUAL(get_element_size(row.dtype), row.size);
        CHECK_TEXT(get_dtype_name(row.dtype), row.name);
    }
    CHECK_EQUAL(static_cast<int>(DataType::DATA_TYPE_NUM), 11);
    CHECK_TEXT(get_dtype_name(DataType::DATA_TYPE_NUM), "UNKNOWN");
    CHECK_TEXT(get_dtype_name(static_cast<DataType>(200)), "UNKNOWN");
}

inline void scalars_travel_as_their_bytes() {
    static_assert(is_supported_scalar_arg_v<const float &> && is_supported_scalar_arg_v<bool> &&
                  is_supported_scalar_arg_v<volatile char> && is_supported_scalar_arg_v<Colour> &&
                  is_supported_scalar_arg_v<long double>);
    static_assert(!is_supported_scalar_arg_v<int *> && !is_supported_scalar_arg_v<std::string> &&
                  !is_supported_scalar_arg_v<std::nullptr_t>);
    CHECK_EQUAL(to_u64(int32_t{-1}), 0x00000000FFFFFFFFull);
    CHECK_EQUAL(to_u64(int8_t{-1}), 0xFFull);
    CHECK_EQUAL(to_u64(int64_t{-1}), 0xFFFFFFFFFFFFFFFFull);
    CHECK_EQUAL(to_u64(1.0f), 0x3F800000ull);
    CHECK_EQUAL(to_u64(1.0), 0x3FF0000000000000ull);
    CHECK_EQUAL(to_u64(true), 1ull);
    CHECK_EQUAL(to_u64(Colour::RED), 0xFFFEull);
    CHECK_EQUAL(from_u64<float>(0xDEADBEEF3F800000ull), 1.0f);
    CHECK_EQUAL(from_u64<double>(to_u64(2.5)), 2.5);
    CHECK_EQUAL(from_u64<int32_t>(0xFFFFFFFFull), -1);
    CHECK_EQUAL(from_u64<uint64_t>(7), 7ull);
    CHECK(from_u64<Colour>(0xFFFE) == Colour::RED);
    struct Pair {
        int32_t first, second;
    };
    CHECK_EQUAL(from_u64<Pair>(to_u64(Pair{3, -4})).second, -4);
}

inline void continuous_tensor() {
    static_assert(CONTINUOUS_TENSOR_MAX_DIMS == 5);
    static_assert(std::is_aggregate_v<ContinuousTensor> && std::is_trivially_copyable_v<ContinuousTensor>);
    int value = 0;
    const ContinuousTensor matrix = tensor_of(reinterpret_cast<uint64_t>(&value), 3, 4, DataType::INT16);
    CHECK_EQUAL(matrix.nbytes(), 24u);
    CHECK_EQUAL(matrix.data_as<int>(), &value);
    CHECK_EQUAL(matrix.data_as<void>(), static_cast<void *>(&value));
    CHECK(!matrix.is_child_memory());
    const ContinuousTensor single{0, {}, 0, DataType::INT64, 1};
    CHECK_EQUAL(single.nbytes(), 8u);
    CHECK(single.is_child_memory());
    const ContinuousTensor huge{0, {0x10000, 0x10000, 2}, 3, DataType::INT8, 0};
    CHECK_EQUAL(huge.nbytes(), 0x200000000ull);
    CHECK_EQUAL(static_cast<int32_t>(TensorArgType::INPUT), 0);
    CHECK_EQUAL(static_cast<int32_t>(TensorArgType::OUTPUT), 1);
    CHECK_EQUAL(static_cast<int32_t>(TensorArgType::INOUT), 2);
    CHECK_EQUAL(static_cast<int32_t>(TensorArgType::OUTPUT_EXISTING), 3);
    CHECK_EQUAL(static_cast<int32_t>(TensorArgType::NO_DEP), 4);
}

inline void fixed_lists() {
    TaskArgsTpl<int, uint64_t, 2, 1, TensorArgType> list;
    CHECK(list.tag(1) == TensorArgType::INPUT);
    list.add_tensor(10);
    list.add_tensor(20);
    CHECK_THROWS(std::out_of_range, "TaskArgs: tensor capacity exceeded", list.add_tensor(30));
    list.add_scalar(7);
    CHECK_THROWS(std::out_of_range, "TaskArgs: scalar capacity exceeded", list.add_scalar(8));
    CHECK_THROWS(std::logic_error, "TaskArgs: cannot add tensor after scalar", list.add_tensor(40));
    list.tensor(1) = 21;
    list.scalar(0) = 9;
    list.tag(0) = TensorArgType::INOUT;
    const auto &read = list;
    CHECK_EQUAL(read.tensor(1), 21);
    CHECK_EQUAL(read.scalar(0), 9u);
    CHECK(read.tag(0) == TensorArgType::INOUT && read.tag_data()[1] == TensorArgType::INPUT);
    CHECK_EQUAL(read.tensor_data()[0], 10);
    CHECK_EQUAL(read.scalar_data(), read.scalars());
    CHECK_EQUAL(read.tensor_count(), 2);
    CHECK_EQUAL(read.scalar_count(), 1);
    list.clear();
    CHECK_EQUAL(list.tensor_count() + list.scalar_count(), 0);
    static_assert(std::is_empty_v<TensorTagMixin<void, 3>> && std::is_empty_v<TensorTagMixin<void, 0>>);
    static_assert(sizeof(TensorTagMixin<TensorArgType, 3>) == 12);
}

inline void growable_lists() {
    TaskArgs list;
    list.add_tensor(tensor_of(1, 2, 2, DataType::FLOAT32));
    list.add_tensor(tensor_of(2, 2, 2, DataType::FLOAT32), TensorArgType::NO_DEP);
    list.add_scalar(5);
    CHECK_THROWS(std::logic_error, "TaskArgs: cannot add tensor after scalar",
                 list.add_tensor(tensor_of(3, 1, 1, DataType::INT8)));
    CHECK_THROWS(std::logic_error, "TaskArgs: cannot add tensor after scalar",
                 list.add_tensor(tensor_of(3, 1, 1, DataType::INT8), TensorArgType::INPUT));
    list.scalar(0) += 1;
    list.tensor(1).data = 22;
    list.tag(0) = TensorArgType::OUTPUT;
    const TaskArgs &read = list;
    CHECK_EQUAL(read.tensor(1).data, 22u);
    CHECK_EQUAL(read.scalar(0), 6u);
    CHECK(read.tag(0) == TensorArgType::OUTPUT && read.tag_data()[1] == TensorArgType::NO_DEP);
    CHECK_EQUAL(read.tensor_data()[0].data, 1u);
    CHECK_EQUAL(read.scalar_data()[0], 6u);
    list.clear();
    CHECK_EQUAL(list.tensor_count() + list.scalar_count() + static_cast<int>(list.tags_.size()), 0);

    TaskArgsTpl<int, int, 0, 0> untagged;
    untagged.add_tensor(1);
    untagged.add_scalar(2);
    CHECK_EQUAL(untagged.tensor(0) + untagged.scalar(0), 3);
    untagged.clear();
    CHECK_EQUAL(untagged.tensor_count(), 0);
}

inline void blobs() {
    TaskArgs list;
    CHECK_EQUAL(task_args_blob_size(list), TASK_ARGS_BLOB_HEADER_SIZE);
    list.add_tensor(tensor_of(11, 2, 3, DataType::INT32), TensorArgType::INOUT);
    list.add_tensor(tensor_of(12, 4, 5, DataType::UINT8));
    list.add_scalar(0x1122334455667788ull);
    CHECK_EQUAL(task_args_blob_size(list), 8u + 2 * 40 + 8);

    alignas(8) uint8_t blob[96] = {};
    write_blob(blob, list);
    CHECK_EQUAL(int{blob[0]}, 2);
    CHECK_EQUAL(int{blob[4]}, 1);
    CHECK_EQUAL(int{blob[8]}, 11);
    CHECK_EQUAL(int{blob[88]}, 0x88);
    const TaskArgsView view = read_blob(blob, sizeof(blob));
    CHECK_EQUAL(view.tensor_count, 2);
    CHECK_EQUAL(view.scalar_count, 1);
    CHECK_EQUAL(view.tensors[1].shapes[1], 5u);
    CHECK_EQUAL(view.scalars[0], 0x1122334455667788ull);
    CHECK_EQUAL(reinterpret_cast<const uint8_t *>(view.tensors), blob + 8);

    CHECK_THROWS(std::runtime_error, "read_blob: capacity is smaller than the blob header", read_blob(blob, 7));
    CHECK_THROWS(std::runtime_error, "read_blob: the counts need more bytes", read_blob(blob, 95));
    blob[7] = 0x80; // a negative number of scalars
    CHECK_THROWS(std::runtime_error, "read_blob: negative tensor or scalar count", read_blob(blob, sizeof(blob)));
    blob[7] = 0;
    blob[3] = 0x80; // and of tensors
    CHECK_THROWS(std::runtime_error, "read_blob: negative tensor or scalar count", read_blob(blob, sizeof(blob)));

    const TaskArgsView direct = make_view(list);
    CHECK_EQUAL(direct.tensors, list.tensor_data());
    CHECK_EQUAL(direct.scalars, list.scalar_data());
    const ChipStorageTaskArgs storage = view_to_chip_storage(direct);
    CHECK_EQUAL(storage.tensor_count(), 2);
    CHECK_EQUAL(storage.tensor(1).data, 12u);
    CHECK_EQUAL(storage.scalar(0), 0x1122334455667788ull);
    CHECK_THROWS(std::out_of_range, "view_to_chip_storage: tensor_count exceeds CHIP_MAX_TENSOR_ARGS",
                 view_to_chip_storage(TaskArgsView{65, 0, nullptr, nullptr}));
    CHECK_THROWS(std::out_of_range, "view_to_chip_storage: scalar_count exceeds CHIP_MAX_SCALAR_ARGS",
                 view_to_chip_storage(TaskArgsView{0, 129, nullptr, nullptr}));
}

inline void run() {
    arg_direction();
    data_type();
    scalars_travel_as_their_bytes();
    continuous_tensor();
    fixed_lists();
    growable_lists();
    blobs();
}

} // namespace task_interface_probe
