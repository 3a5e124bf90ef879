// An orchestration that does what a program says, so that tests write graphs in Java: see GraphProgram.
//
// Tensor 0 is the program, 64-bit words; tensor 1 takes the elements that the program reads; the others are the program's first
// tensors. What a submit creates and what views are made of follows them, in order. Task ids are numbered in the order of submits.

#include <cstring>
#include <deque>
#include <thread>
#include <vector>

#include "pto_orchestration_api.h"

namespace {

enum Op : int64_t { END, SCOPE_BEGIN, SCOPE_END, SUBMIT, DUMMY, ALLOC, VIEW, RESHAPE, TRANSPOSE, GET, SET, FATAL, LOG, ASK_FATAL, NULL_TENSOR, VERSION, TYPED };

class Interpreter {
public:
    explicit Interpreter(const ChipStorageTaskArgs &args)
        : word_(args.tensor(0).data_as<int64_t>()), result_(args.tensor(1).data_as<int64_t>()) {
        for (int i = 2; i < args.tensor_count(); ++i) {
            tensors_.push_back(from_tensor_arg(args.tensor(i)));
        }
    }

    void run() {
        while (true) {
            switch (next()) {
            case END:
                return;
            case SCOPE_BEGIN:
                rt_scope_begin(static_cast<PTO2ScopeMode>(next()));
                break;
            case SCOPE_END:
                rt_scope_end();
                break;
            case SUBMIT:
                submit();
                break;
            case DUMMY:
                arguments();
                keep(rt_submit_dummy_task(arg_));
                break;
            case ALLOC:
                arguments();
                keep(alloc_tensors(arg_));
                break;
            case VIEW:
                view();
                break;
            case RESHAPE: {
                const Tensor &tensor = tensors_.at(next());
                const uint32_t *shape = numbers();
                tensors_.push_back(tensor.reshape(shape, count_));
                break;
            }
            case TRANSPOSE: {
                const Tensor &tensor = tensors_.at(next());
                const uint32_t x = next();
                tensors_.push_back(tensor.transpose(x, next()));
                break;
            }
            case GET: {
                const Tensor &tensor = tensors_.at(next());
                const uint32_t *indices = numbers();
                *result_++ = get_tensor_data<int64_t>(tensor, count_, indices);
                break;
            }
            case SET: {
                const Tensor &tensor = tensors_.at(next());
                const uint32_t *indices = numbers();
                set_tensor_data<int64_t>(tensor, count_, indices, next());
                break;
            }
            case FATAL: {
                const int32_t code = next();
                rt_report_fatal(code, "boom %d", 7);
                break;
            }
            case LOG:
                log(next());
                break;
            case ASK_FATAL:
                *result_++ = rt_is_fatal();
                break;
            case NULL_TENSOR: {
                const uint32_t shape[] = {1};
                tensors_.push_back(make_tensor_external(nullptr, shape, 1, DataType::INT64));
                break;
            }
            case VERSION: {
                Tensor tensor = tensors_.at(next());
                tensor.version = next();
                tensors_.push_back(tensor);
                break;
            }
            case TYPED:
                typed();
                break;
            default:
                throw std::runtime_error("no such operation: " + std::to_string(word_[-1]));
            }
        }
    }

private:
    int64_t next() { return *word_++; }

    const uint32_t *numbers() {
        count_ = next();
        for (uint32_t i = 0; i < count_; ++i) {
            numbers_[i] = next();
        }
        return numbers_;
    }

    void submit() {
        const int32_t aic = next();
        const int32_t aiv0 = next();
        const int32_t aiv1 = next();
        const int16_t blocks = next();
        const bool sync = next();
        arguments();
        arg_.launch_spec.set_block_num(blocks);
        arg_.launch_spec.set_require_sync_start(sync);
        keep(rt_submit_task(MixedKernels{aic, aiv0, aiv1}, arg_));
    }

    // Tensors, then scalars, then explicit dependencies.
    void arguments() {
        arg_ = Arg();
        infos_.clear();
        for (int64_t left = next(); left > 0; --left) {
            const TensorArgType tag = static_cast<TensorArgType>(next());
            if (tag == TensorArgType::OUTPUT) {
                output();
                continue;
            }
            const Tensor &tensor = tensors_.at(next());
            switch (tag) {
            case TensorArgType::INPUT:
                arg_.add_input(tensor);
                break;
            case TensorArgType::INOUT:
                arg_.add_inout(tensor);
                break;
            case TensorArgType::OUTPUT_EXISTING:
                arg_.add_output(tensor);
                break;
            default:
                arg_.add_no_dep(tensor);
            }
        }
        for (int64_t left = next(); left > 0; --left) {
            arg_.add_scalar(next());
        }
        dependencies_.clear();
        for (int64_t left = next(); left > 0; --left) {
            const int64_t task = next();
            dependencies_.push_back(task < 0 ? PTO2TaskId{static_cast<uint64_t>(next())} : tasks_.at(task));
        }
        arg_.set_dependencies(dependencies_.data(), dependencies_.size());
    }

    void output() {
        const DataType dtype = static_cast<DataType>(next());
        const bool manual_dep = next();
        const bool initialized = next();
        const int64_t value = next();
        const uint32_t *shape = numbers();
        infos_.emplace_back(shape, count_, dtype, manual_dep);
        if (initialized) {
            infos_.back().set_initial_value(value);
        }
        arg_.add_output(infos_.back());
    }

    void view() {
        const Tensor &tensor = tensors_.at(next());
        const bool manual_dep = next();
        uint32_t shape[RUNTIME_MAX_TENSOR_DIMS];
        memcpy(shape, numbers(), sizeof(shape));
        const uint32_t *offsets = numbers();
        tensors_.push_back(tensor.view(shape, offsets, manual_dep));
    }

    // Other elements at some bytes behind the beginning of a tensor's buffer.
    void typed() {
        const Tensor &tensor = tensors_.at(next());
        char *begin = reinterpret_cast<char *>(tensor.buffer.addr) + next();
        const DataType dtype = static_cast<DataType>(next());
        const uint32_t *shape = numbers();
        Tensor typed = make_tensor_external(begin, shape, count_, dtype, false, tensor.version);
        typed.owner_task_id = tensor.owner_task_id;
        tensors_.push_back(typed);
    }

    void keep(const TaskOutputTensors &outputs) {
        tasks_.push_back(outputs.task_id());
        for (uint32_t i = 0; i < outputs.size(); ++i) {
            tensors_.push_back(outputs.get_ref(i));
        }
    }

    static void log(int64_t level) {
        switch (level) {
        case 0:
            LOG_DEBUG("debug %d", 1);
            break;
        case 1:
            LOG_INFO_V3("info %s", "three");
            break;
        case 2:
            LOG_WARN("warn %.1f", 2.5);
            break;
        default:
            LOG_ERROR("error %c", 'x');
        }
    }

    const int64_t *word_;
    int64_t *result_;
    std::deque<Tensor> tensors_;
    std::vector<PTO2TaskId> tasks_;
    std::vector<PTO2TaskId> dependencies_;
    std::deque<TensorCreateInfo> infos_;
    Arg arg_;
    uint32_t numbers_[RUNTIME_MAX_TENSOR_DIMS];
    uint32_t count_ = 0;
};

} // namespace

extern "C" void interpreter_entry(const ChipStorageTaskArgs &args) { Interpreter(args).run(); }
