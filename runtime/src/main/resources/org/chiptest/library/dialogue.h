// The way of this library with its worker process: requests through the mailbox of a shared segment, one at a time. Each wait has a
// deadline and ends when the process does; what stands in the segment is looked at, not believed, since the worker runs user code.

#pragma once

#include <algorithm>
#include <cerrno>
#include <climits>
#include <cstdint>
#include <cstring>
#include <ctime>
#include <functional>
#include <memory>
#include <optional>
#include <string>

#include <linux/futex.h>
#include <sched.h>
#include <sys/syscall.h>
#include <unistd.h>

#include "memory_file.h"
#include "messages.h"
#include "process.h"
#include "protocol.h"

namespace {

constexpr int64_t SECOND = 1000000000;

int64_t nanos() {
    timespec now;
    clock_gettime(CLOCK_MONOTONIC, &now);
    return now.tv_sec * SECOND + now.tv_nsec;
}

// A command and its words, and what they mean to the worker.
struct Control {
    uint64_t command;
    uint64_t arg0 = 0;
    uint64_t arg1 = 0;
    uint64_t arg2 = 0;
};

// The control segment, as the side has it that asks.
class Mailbox {
public:
    Mailbox() : memory("chiptest-control", protocol::CONTROL_BYTES) {
        set<int32_t>(protocol::VERSION, protocol::VERSION_VALUE);
        set<uint64_t>(protocol::MAGIC, protocol::MAGIC_VALUE);
    }

    MemoryFile &file() { return memory; }

    template <typename Number>
    Number get(uint64_t offset) const {
        return __atomic_load_n(reinterpret_cast<const Number *>(memory.at(offset)), __ATOMIC_ACQUIRE);
    }

    template <typename Number>
    void set(uint64_t offset, uint64_t value) {
        __atomic_store_n(reinterpret_cast<Number *>(memory.at(offset)), static_cast<Number>(value), __ATOMIC_RELEASE);
    }

    uint8_t *at(uint64_t offset) { return memory.at(offset); }

    bool is_intact() const {
        return get<uint64_t>(protocol::MAGIC) == protocol::MAGIC_VALUE && get<int32_t>(protocol::VERSION) == protocol::VERSION_VALUE;
    }

    // Both sides raise their flag before they sleep, and look at the other's after they have stored: one of the two sees the other.
    void publish(uint64_t state) {
        __atomic_store_n(word(protocol::STATE), static_cast<int32_t>(state), __ATOMIC_SEQ_CST);
        if (__atomic_load_n(word(protocol::CHILD_WAITS), __ATOMIC_SEQ_CST) != 0) {
            futex_wake(word(protocol::STATE));
        }
    }

    void next_request() {
        set<int32_t>(protocol::LOST_CODE, 0);
        set<int32_t>(protocol::ERROR_CODE, 0);
        set<uint8_t>(protocol::ERROR_TEXT, 0);
        set<uint64_t>(protocol::REQUEST, get<uint64_t>(protocol::REQUEST) + 1);
    }

    bool is_answered(uint64_t done) const {
        return get<int32_t>(protocol::STATE) == static_cast<int32_t>(done)
            && get<uint64_t>(protocol::ANSWER) == get<uint64_t>(protocol::REQUEST);
    }

    // Wait for a change of a word, or for no reason, at most for this time.
    void sleep(uint64_t offset, const std::function<bool()> &satisfied, int64_t time) {
        static const bool spare_cpu = sysconf(_SC_NPROCESSORS_ONLN) > 1;
        for (const int64_t end = nanos() + (spare_cpu ? SPIN_NANOS : 0); nanos() < end;) {
            if (satisfied()) {
                return;
            }
        }
        __atomic_store_n(word(protocol::PARENT_WAITS), 1, __ATOMIC_SEQ_CST);
        const int32_t seen = __atomic_load_n(word(offset), __ATOMIC_SEQ_CST);
        if (!satisfied()) {
            const timespec timeout = {time / SECOND, time % SECOND};
            syscall(SYS_futex, word(offset), FUTEX_WAIT, seen, &timeout, nullptr, 0);
        }
        __atomic_store_n(word(protocol::PARENT_WAITS), 0, __ATOMIC_SEQ_CST);
    }

    // Wake whoever sleeps on this side.
    void interrupt() {
        futex_wake(word(protocol::STATE));
        futex_wake(word(protocol::READY));
    }

    // A text that the worker has written; nothing if its length cannot be.
    std::optional<std::string> text_at(uint64_t length_offset, uint64_t offset, uint64_t capacity) const {
        const int32_t length = get<int32_t>(length_offset);
        if (length < 0 || static_cast<uint64_t>(length) > capacity) {
            return std::nullopt;
        }
        return std::string(reinterpret_cast<const char *>(memory.at(offset)), static_cast<size_t>(length));
    }

private:
    static constexpr int64_t SPIN_NANOS = 8000;

    int32_t *word(uint64_t offset) const { return reinterpret_cast<int32_t *>(memory.at(offset)); }

    MemoryFile memory;
};

class Dialogue {
public:
    // Start a worker process and have it open a device.
    explicit Dialogue(int device)
        : tensor_memory("chiptest-tensors", protocol::TENSOR_BYTES), record_memory("chiptest-records", protocol::RECORD_BYTES) {
        const Installation installation;
        process = std::make_unique<Process>(
            installation.words({
                {"{folder}", folder.escaped()},
                {"{scratch}", folder.scratch()},
                {"{parent}", std::to_string(getpid())},
                {"{control}", std::to_string(mailbox.file().number())},
                {"{segments}", text("%llu=%d,%llu=%d", static_cast<unsigned long long>(protocol::TENSORS_SEGMENT),
                                   tensor_memory.number(), static_cast<unsigned long long>(protocol::RECORDS_SEGMENT),
                                   record_memory.number())},
            }),
            [this] { mailbox.interrupt(); });
        await("start", protocol::READY, [this] { return mailbox.get<int32_t>(protocol::READY) == 1; }, protocol::START_SECONDS * SECOND);
        mailbox.file().close_descriptor();
        tensor_memory.close_descriptor();
        record_memory.close_descriptor();
        control("simpler_init", {protocol::INIT, static_cast<uint64_t>(device)});
    }

    Dialogue(const Dialogue &) = delete;
    Dialogue &operator=(const Dialogue &) = delete;

    MemoryFile &tensors() { return tensor_memory; }

    pid_t id() const { return process->id(); }

    bool is_gone() const { return !gone.empty(); }

    uint64_t count(uint64_t offset) const { return mailbox.get<uint64_t>(offset); }

    // Have a command executed, and return its result.
    uint64_t control(const char *operation, const Control &request, uint64_t seconds = protocol::CONTROL_SECONDS) {
        require_idle(operation);
        mailbox.set<uint64_t>(protocol::CONTROL_COMMAND, request.command);
        mailbox.set<uint64_t>(protocol::CONTROL_ARG0, request.arg0);
        mailbox.set<uint64_t>(protocol::CONTROL_ARG1, request.arg1);
        mailbox.set<uint64_t>(protocol::CONTROL_ARG2, request.arg2);
        mailbox.set<uint64_t>(protocol::CONTROL_RESULT, 0);
        exchange(operation, protocol::CONTROL_REQUEST, protocol::CONTROL_DONE, static_cast<int64_t>(seconds) * SECOND);
        return mailbox.get<uint64_t>(protocol::CONTROL_RESULT);
    }

    // Have what `write` has written into the mailbox run.
    void run(const char *operation, const std::function<void(Mailbox &)> &write, int64_t time) {
        require_idle(operation);
        write(mailbox);
        exchange(operation, protocol::TASK_READY, protocol::TASK_DONE, time);
    }

    // Have the worker close its device and exit, and kill it if it does not.
    void close() {
        if (is_gone()) {
            return;
        }
        mailbox.publish(protocol::SHUTDOWN);
        const bool ended = process->await_end(protocol::CLOSE_SECONDS * 1000);
        const bool in_order = ended && mailbox.get<int32_t>(protocol::GOODBYE) == 1;
        gone = "the device is finalized";
        if (!ended) {
            process->kill();
            throw Failure(text("the worker process %d has not ended within %d s, so it was killed", process->id(),
                static_cast<int>(protocol::CLOSE_SECONDS)));
        }
        if (!in_order) {
            throw Failure(text("the worker process %d %s while it closed its device%s", process->id(), process->ending().c_str(),
                folder.crash(process->id()).c_str()));
        }
    }

private:
    static constexpr int64_t NAP = SECOND / 10;

    void require_idle(const char *operation) {
        if (is_gone()) {
            throw Failure(text("the worker process is gone (%s); destroy this context and create another one", gone.c_str()));
        }
        if (mailbox.get<int32_t>(protocol::STATE) != static_cast<int32_t>(protocol::IDLE)) {
            throw end(operation, text("its mailbox is in state %d where %d belongs", mailbox.get<int32_t>(protocol::STATE),
                                     static_cast<int>(protocol::IDLE)));
        }
    }

    void exchange(const char *operation, uint64_t request, uint64_t done, int64_t time) {
        mailbox.next_request();
        mailbox.publish(request);
        await(operation, protocol::STATE, [this, done] { return mailbox.is_answered(done); }, time);
        const int32_t kind = mailbox.get<int32_t>(protocol::OUTCOME_KIND);
        const int32_t code = mailbox.get<int32_t>(protocol::ERROR_CODE);
        const auto said = mailbox.text_at(protocol::OUTCOME_TEXT_LENGTH, protocol::OUTCOME_TEXT, protocol::OUTCOME_TEXT_CAPACITY);
        mailbox.set<int32_t>(protocol::STATE, protocol::IDLE);
        switch (kind) {
        case protocol::KIND_DONE:
            return;
        case protocol::KIND_DEVICE_FAILURE:
        case protocol::KIND_CHILD_FAILURE:
            if (said.has_value()) {
                throw Failure(*said, code != 0 ? code : FAILED);
            }
            [[fallthrough]];
        default:
            throw end(operation, text("its answer has kind %d%s", kind, said.has_value() ? (": " + *said).c_str() : ""));
        }
    }

    // Wait for the worker; whatever keeps it from answering ends it.
    void await(const char *operation, uint64_t offset, const std::function<bool()> &satisfied, int64_t time) {
        const int64_t begin = nanos();
        while (true) {
            const bool lives = process->lives();
            const int64_t left = time - (nanos() - begin);
            if (satisfied()) {
                return;
            }
            require_not_lost(operation);
            if (!lives) {
                gone = text("its process %d %s during %s", process->id(), process->ending().c_str(), operation);
                throw Failure(text("the worker process %d %s%s", process->id(), process->ending().c_str(),
                    folder.crash(process->id()).c_str()));
            }
            if (left <= 0) {
                throw end(operation, text("it gave no answer within %.0f s", static_cast<double>(time) / SECOND));
            }
            mailbox.sleep(offset, satisfied, std::min(left, NAP));
        }
    }

    // A run that has failed while user code does not return: only the end of its process ends it.
    void require_not_lost(const char *operation) {
        const int32_t code = mailbox.get<int32_t>(protocol::LOST_CODE);
        if (code != 0) {
            const auto said = mailbox.text_at(protocol::LOST_TEXT_LENGTH, protocol::LOST_TEXT, protocol::LOST_TEXT_CAPACITY);
            throw end(operation, said.has_value() && mailbox.is_intact() ? "user code does not return: " + *said : "its memory is damaged", code);
        }
    }

    Failure end(const char *operation, const std::string &reason, int code = FAILED) {
        process->kill();
        gone = text("its process %d was killed during %s", process->id(), operation);
        return Failure(text("the worker process %d was killed: %s", process->id(), reason.c_str()), code);
    }

    Folder folder;
    Mailbox mailbox;
    MemoryFile tensor_memory;
    MemoryFile record_memory;
    // why no request can be sent any more
    std::string gone;
    // ends before all that it uses
    std::unique_ptr<Process> process;
};

}  // namespace
