package org.chiptest.runtime.include;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Mistakes that shall not compile, each with the words that tell its author why. */
class RefusedSourcesTests {

    private static final String PRELUDE = """
            #include "pto_orchestration_api.h"
            extern Tensor t;
            extern TensorCreateInfo info;
            extern Arg arg;
            extern ArgWithDeps<> awd;
            extern PTO2TaskId id;
            extern const uint32_t shapes[1];
            """;

    @TempDir
    static Path temp;

    static ShippedHeaders headers;

    /** Read the headers once for all snippets: g++ takes {@code probe.h.gch} where {@code probe.h} is included. */
    @BeforeAll
    static void precompile() throws IOException {
        headers = ShippedHeaders.unpack(temp.resolve("include"));
        for (String arch : List.of("a2a3", "a5")) {
            Path probe = Files.createDirectories(temp.resolve(arch)).resolve("probe.h");
            Files.writeString(probe, PRELUDE);
            assertThat(Cxx.compile(headers.orchestrationOptions("trb", arch), "-x", "c++-header", probe, "-o",
                    probe + ".gch")).isEqualTo(new Cxx.Outcome(0, ""));
        }
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            Tensor bare;                                                        | private
            Tensor braces{};                                                    | private
            Tensor made(nullptr, 0, shapes, 1, DataType::INT8, false, 0);       | private
            rt_submit_aiv_task(0, arg).get_ref(0);                              | deleted
            arg.add_input(t.view(shapes, shapes));                              | must outlive the submit
            arg.add_output(t.view(shapes, shapes));                             | must outlive the submit
            arg.add_output(TensorCreateInfo(shapes, 1));                        | must outlive the submit
            arg.add_inout(t, t.view(shapes, shapes));                           | must outlive the submit
            arg.add_no_dep(std::move(t));                                       | must outlive the submit
            arg.add_output(t, info);                                            | nothing else in the same call
            arg.add_output(info, t);                                            | nothing else in the same call
            arg.add_input(info);                                                | expected Tensor arguments
            arg.add_scalar(&t);                                                 | no pointers
            arg.add_scalar(nullptr);                                            | no pointers
            arg.add_scalar();                                                   | at least one
            arg.add_scalar(1.0L);                                               | does not fit into 64 bits
            arg.tag(0) = 1;                                                     | TensorArgType
            to_u64(std::string());                                              | does not fit into 64 bits
            struct Own { Own(const Own &); }; to_u64(*static_cast<Own *>(nullptr)); | trivially copyable
            from_u64<long double>(0);                                           | wider than 64 bits
            awd.set_dependencies(&id, 1);                                       | inaccessible
            awd.explicit_dep(0);                                                | inaccessible
            awd.explicit_dep_count();                                           | inaccessible
            awd.clear();                                                        | inaccessible
            awd.tensor(0);                                                      | inaccessible
            awd.tag(0);                                                         | inaccessible
            awd.scalar(0);                                                      | inaccessible
            Arg &base = awd;                                                    | inaccessible
            awd.add_dep();                                                      | at least one task id
            awd.add_dep(id, 1);                                                 | PTO2TaskId arguments
            rt_submit_aiv_task(0, ArgWithDeps<>());                             | inaccessible
            rt_submit_dummy_task(awd);                                          | inaccessible
            alloc_tensors(awd);                                                 | inaccessible
            alloc_tensors(t);                                                   | no matching function
            alloc_tensors();                                                    | no matching function
            PTO2ScopeGuard guard = PTO2ScopeMode::AUTO;                         | conversion from
            PTO2ScopeGuard guard; PTO2ScopeGuard copy(guard);                   | deleted
            ActiveMask mask = 1;                                                | conversion from
            int bits = ActiveMask(1);                                           | cannot convert
            ChipStorageTaskArgs().tag(0);                                       | no member named 'tag'
            ChipStorageTaskArgs().add_tensor({}, TensorArgType::INPUT);         | no matching function
            TaskArgsTpl<int, int, 0, 0>().add_tensor(1, TensorArgType::INPUT);  | no matching function
            """)
    void mistakesAreRefused(String snippet, String reason) throws IOException {
        assertRefused("a2a3", snippet, reason);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            a2a3 | PTO2_SCOPE_GUARD(PTO2ScopeMode::MANUAL); | passed 1 arguments, but takes just 0
            a2a3 | LocalContext().s_block_idx;              | no member named 's_block_idx'
            a5   | LocalContext().block_num;                | no member named 'block_num'
            a5   | TaskSubmitResult result;                 | 'TaskSubmitResult' was not declared
            a5   | arg.add_input(t.view(shapes, shapes));   | must outlive the submit
            """)
    void namesOfTheOtherArchitectureAreRefused(String arch, String snippet, String reason) throws IOException {
        assertRefused(arch, snippet, reason);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            trb | a2a3 |                 | pipe_sync.h              | compile with -D__DAV_VEC__ or -D__DAV_CUBE__
            trb | a2a3 | -D__DAV_VEC__   | pto_orchestration_api.h  | No such file
            hbg | a5   | -D__DAV_VEC__   | tensor.h                 | No such file
            hbg | a5   | -D__DAV_VEC__   | intrinsic.h              | No such file
            hbg | a5   | -D__DAV_VEC__   | pto_async_kernel_api.h   | No such file
            trb | a2a3 | -DPTO2_PROFILING=0 -DPTO2_SCHED_PROFILING=1 | pto_runtime2_types.h | needs PTO2_PROFILING
            trb | a2a3 | -DPTO2_PROFILING=0 -DPTO2_ORCH_PROFILING=1  | pto_runtime2_types.h | needs PTO2_PROFILING
            trb | a2a3 | -DPTO2_TENSORMAP_PROFILING=1 | pto_runtime2_types.h | needs PTO2_ORCH_PROFILING
            """)
    void kernelsAreToldWhatTheyCannotInclude(String runtime, String arch, String macros, String header, String reason)
            throws IOException {
        Path source = Files.writeString(temp.resolve("kernel.cpp"), "#include \"" + header + "\"\n");
        List<String> options = new ArrayList<>(headers.kernelOptions(runtime, arch));
        if (macros != null) {
            options.addAll(List.of(macros.split(" ")));
        }

        Cxx.Outcome outcome = Cxx.compile(options, "-fsyntax-only", source);

        assertThat(outcome.exitCode()).isNotZero();
        assertThat(outcome.output()).contains(reason);
    }

    @Test
    void whatIsAskedForInsteadCompiles() throws IOException {
        Cxx.Outcome outcome = compile("a2a3", """
                const Tensor part = t.view(shapes, shapes);
                arg.add_input(part, t);
                arg.add_output(info);
                awd.add_dep(id);
                const TaskOutputTensors out = rt_submit_aiv_task(0, awd);
                arg.add_inout(out.get_ref(0));
                """);

        assertThat(outcome).isEqualTo(new Cxx.Outcome(0, ""));
    }

    /** Users' sources count on these; cmath and iostream they include themselves. */
    @Test
    void standardHeadersComeAlong() throws IOException {
        Cxx.Outcome outcome = compile("a5", """
                const std::vector<int> numbers(std::min<size_t>(offsetof(Arg, error_msg), 3));
                std::ostringstream text;
                text << std::to_string(numbers.size()) << std::array<int, 1>()[0];
                char copy[8];
                memcpy(copy, text.str().c_str(), 1);
                printf("%s", copy);
                std::atomic<bool> flag{std::is_same_v<decltype(NULL), int>};
                std::pair<int, int> pair;
                std::swap(pair.first, pair.second);
                if (flag) throw std::runtime_error("unlikely");
                """);

        assertThat(outcome.exitCode()).as(outcome.output()).isZero();
    }

    private static void assertRefused(String arch, String snippet, String reason) throws IOException {
        Cxx.Outcome outcome = compile(arch, snippet);

        assertThat(outcome.exitCode()).isNotZero();
        assertThat(outcome.output()).contains(reason);
    }

    private static Cxx.Outcome compile(String arch, String snippet) throws IOException {
        Path source = Files.writeString(temp.resolve(arch).resolve("snippet.cpp"),
                "#include \"probe.h\"\nvoid snippet() {\n" + snippet + "\n}\n");
        return Cxx.compile(headers.orchestrationOptions("trb", arch), "-fsyntax-only", source);
    }
}
