// The operations of tensormap_and_ringbuffer, in the order of its table, which orchestrations call through their runtime: results come back
// through a hidden pointer, messages are variadic.

#pragma once

#include <cstdarg>
#include <cstddef>
#include <cstdint>
#include <cstdio>
#include <cstring>

#include "call_frame.h"
#include "exports.h"
#include "operations.h"
#include "user_code.h"
#include "words.h"

namespace {

// What a submit returns through a hidden pointer. Java writes it in place.
struct TaskOutputs {
    uint64_t task_id;
    uint32_t count;
    void *tensors[16];
};
static_assert(sizeof(TaskOutputs) == 144);

constexpr TaskOutputs NO_OUTPUTS = {UINT64_MAX, 0, {}};

TaskOutputs trb_submit_task(RuntimeObject *rt, const void *kernels, const void *arg) {
    TaskOutputs outputs = NO_OUTPUTS;
    ask(&Upcalls::trb_submit_task, 0, rt, kernels, arg, &outputs);
    return outputs;
}

TaskOutputs trb_alloc_tensors(RuntimeObject *rt, const void *arg) {
    TaskOutputs outputs = NO_OUTPUTS;
    ask(&Upcalls::trb_alloc_tensors, 0, rt, arg, &outputs);
    return outputs;
}

TaskOutputs trb_submit_dummy_task(RuntimeObject *rt, const void *arg) {
    TaskOutputs outputs = NO_OUTPUTS;
    ask(&Upcalls::trb_submit_dummy_task, 0, rt, arg, &outputs);
    return outputs;
}

void trb_scope_begin(RuntimeObject *rt) {
    const uint8_t mode = rt->pending_scope_mode;
    rt->pending_scope_mode = 0;
    ask(&Upcalls::trb_scope_begin, 0, rt, mode);
}

void trb_scope_end(RuntimeObject *rt) { ask(&Upcalls::trb_scope_end, 0, rt); }

void trb_orchestration_done(RuntimeObject *rt) { ask(&Upcalls::trb_orchestration_done, 0, rt); }

bool trb_is_fatal(RuntimeObject *rt) { return is_stopped(rt); }

uint64_t trb_get_tensor_data(RuntimeObject *rt, const void *tensor, uint32_t dims, const uint32_t *indices) {
    return static_cast<uint64_t>(ask(&Upcalls::trb_get_tensor_data, 0, rt, tensor, dims, indices));
}

void trb_set_tensor_data(RuntimeObject *rt, const void *tensor, uint32_t dims, const uint32_t *indices, uint64_t value) {
    ask(&Upcalls::trb_set_tensor_data, 0, rt, tensor, dims, indices, value);
}

constexpr size_t MESSAGE_CAPACITY = 4096;

class Message {
public:
    Message(const char *format, va_list arguments) {
        int length = format != nullptr ? vsnprintf(text, sizeof text, format, arguments) : -1;
        if (length < 0) {
            strcpy(text, "(message with an invalid format)");
        } else if (static_cast<size_t>(length) >= sizeof text) {
            memcpy(text + sizeof text - 4, "...", 4);
        }
    }

    const char *c_str() const { return text; }

private:
    char text[MESSAGE_CAPACITY];
};

void trb_report_fatal(RuntimeObject *rt, int32_t code, const char *function, const char *format, ...) {
    va_list arguments;
    va_start(arguments, format);
    const Message message(format, arguments);
    va_end(arguments);
    ask(&Upcalls::trb_report_fatal, 0, rt, code, function, message.c_str());
}

enum Level : int32_t { LEVEL_ERROR, LEVEL_WARN, LEVEL_INFO, LEVEL_DEBUG };

// Messages carry no runtime: they belong to the one whose orchestration runs on this thread. A thread that the orchestration started
// by itself writes to stderr.
void log(Level level, int32_t verbosity, const char *function, const char *format, va_list arguments) {
    static const char *const NAMES[] = {"ERROR", "WARN", "INFO", "DEBUG"};
    const Message message(format, arguments);
    const RuntimeObject *rt = self.frame != nullptr ? self.frame->runtime : nullptr;
    if (rt == nullptr) {
        fprintf(stderr, "%s %s: %s\n", NAMES[level], function != nullptr ? function : "", message.c_str());
    } else {
        const JavaCode java;
        upcalls.trb_log(slot_of(rt), level, verbosity, word(function), word(message.c_str()));
    }
}

void trb_log_error(const char *function, const char *format, ...) {
    va_list arguments;
    va_start(arguments, format);
    log(LEVEL_ERROR, 0, function, format, arguments);
    va_end(arguments);
}

void trb_log_warn(const char *function, const char *format, ...) {
    va_list arguments;
    va_start(arguments, format);
    log(LEVEL_WARN, 0, function, format, arguments);
    va_end(arguments);
}

void trb_log_debug(const char *function, const char *format, ...) {
    va_list arguments;
    va_start(arguments, format);
    log(LEVEL_DEBUG, 0, function, format, arguments);
    va_end(arguments);
}

void trb_log_info_v(const char *function, int32_t verbosity, const char *format, ...) {
    va_list arguments;
    va_start(arguments, format);
    log(LEVEL_INFO, verbosity, function, format, arguments);
    va_end(arguments);
}

struct TrbOperations {
    decltype(&trb_submit_task) submit_task;
    decltype(&trb_scope_begin) scope_begin;
    decltype(&trb_scope_end) scope_end;
    decltype(&trb_orchestration_done) orchestration_done;
    decltype(&trb_is_fatal) is_fatal;
    decltype(&trb_report_fatal) report_fatal;
    decltype(&trb_log_error) log_error;
    decltype(&trb_log_warn) log_warn;
    decltype(&trb_log_debug) log_debug;
    decltype(&trb_log_info_v) log_info_v;
    decltype(&trb_get_tensor_data) get_tensor_data;
    decltype(&trb_set_tensor_data) set_tensor_data;
    decltype(&trb_alloc_tensors) alloc_tensors;
    decltype(&trb_submit_dummy_task) submit_dummy_task;
};
static_assert(sizeof(TrbOperations) == 112);

constexpr TrbOperations TRB_OPERATIONS = {
    trb_submit_task,     trb_scope_begin,     trb_scope_end,     trb_orchestration_done, trb_is_fatal,
    trb_report_fatal,    trb_log_error,       trb_log_warn,      trb_log_debug,          trb_log_info_v,
    trb_get_tensor_data, trb_set_tensor_data, trb_alloc_tensors, trb_submit_dummy_task,
};

}  // namespace

int64_t chiptest_trb_operations(int64_t, int64_t, int64_t, int64_t) noexcept { return word(&TRB_OPERATIONS); }
