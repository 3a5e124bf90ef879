package org.chiptest.runtime.internal.process.parent;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

import org.chiptest.runtime.callable.ChipCallable;
import org.chiptest.runtime.device.RuntimeKind;
import org.chiptest.runtime.internal.linker.NativeSources;
import org.chiptest.runtime.platform.Platform;
import org.chiptest.runtime.platform.PlatformProvider;
import org.chiptest.runtime.process.ChipSource;
import org.chiptest.runtime.process.WorkerSettings;

/** What tests need to start worker processes on the platform {@value FakePlatform#NAME}: natives, class path, openers. */
public final class FakeWorkers {

    private static final String KERNELS = """
            #include <cstdint>
            #include <cstdio>
            #include <cstdlib>
            #include <stdexcept>
            #include <string>
            #include <sys/syscall.h>
            #include <sys/wait.h>
            #include <unistd.h>

            struct Tensor { uint64_t data; uint32_t shapes[5]; uint32_t ndims; uint8_t dtype; uint8_t child; uint8_t pad[6]; };
            struct Args { Tensor tensors[64]; uint64_t scalars[128]; int32_t tensor_count; int32_t scalar_count; };

            struct CommContext {
                uint64_t workSpace, workSpaceSize; uint32_t rankId, rankNum; uint64_t winSize, windowsIn[64], windowsOut[64];
            };

            static Args &args(uint64_t slots) { return *reinterpret_cast<Args *>(slots); }
            static float *floats(uint64_t slots, int i) { return reinterpret_cast<float *>(args(slots).tensors[i].data); }

            static volatile int at_unload = 0;

            static volatile uint64_t nowhere = 8;

            // The id of a process in a session of its own, whose parent has ended and that sleeps.
            static int64_t start_daemon(bool with_environment) {
                int told[2];
                if (pipe(told) != 0) abort();
                pid_t child = fork();
                if (child == 0) {
                    setsid();
                    if (fork() == 0) {
                        pid_t me = getpid();
                        if (write(told[1], &me, sizeof me) != sizeof me) abort();
                        char *const none[] = {nullptr};
                        char *const words[] = {const_cast<char *>("sleep"), const_cast<char *>("1000"), nullptr};
                        execve("/bin/sleep", words, with_environment ? environ : none);
                    }
                    _exit(0);
                }
                waitpid(child, nullptr, 0);
                pid_t daemon = 0;
                if (read(told[0], &daemon, sizeof daemon) != sizeof daemon) abort();
                close(told[0]);
                close(told[1]);
                return daemon;
            }

            extern "C" {
            // out[i] = a[i] + b[i]
            void add(uint64_t slots) {
                for (uint32_t i = 0; i < args(slots).tensors[0].shapes[0]; i++) {
                    floats(slots, 2)[i] = floats(slots, 0)[i] + floats(slots, 1)[i];
                }
            }
            // out[0] = sum of all scalars
            void sum(uint64_t slots) {
                float total = 0;
                for (int i = 0; i < args(slots).scalar_count; i++) {
                    total += static_cast<float>(args(slots).scalars[i]);
                }
                floats(slots, 0)[0] = total;
            }
            void address(uint64_t slots) { *reinterpret_cast<uint64_t *>(floats(slots, 0)) = args(slots).tensors[0].data; }
            void print(uint64_t slots) {
                printf("scalar %llu\\n", static_cast<unsigned long long>(args(slots).scalars[0]));
            }
            // as rank r of the group with context scalar 0: sets element r to 100 + r, in every rank's copy of the buffer at scalar 1
            void tell_all(uint64_t slots) {
                auto *comm = reinterpret_cast<CommContext *>(args(slots).scalars[0]);
                uint64_t own = args(slots).scalars[1] - comm->windowsIn[comm->rankId];
                for (uint32_t r = 0; r < comm->rankNum; r++) {
                    reinterpret_cast<int32_t *>(comm->windowsIn[r] + own)[comm->rankId] = 100 + comm->rankId;
                }
            }
            // prints as many MiB as the first scalar says
            void flood(uint64_t slots) {
                const std::string text(1 << 20, 'x');
                for (uint64_t i = 0; i < args(slots).scalars[0]; i++) {
                    puts(text.c_str());
                }
            }
            void nothing(uint64_t) {}
            void hang_at_prepare(uint64_t) {}
            void leave_at_prepare(uint64_t) {}
            void lacks_a_class_at_prepare(uint64_t) {}
            void fail(uint64_t) { throw std::runtime_error(std::string(5000, 'x')); }
            void fail_without_descriptors(uint64_t) {
              while (dup(0) >= 0) {
              }
              throw std::runtime_error("no descriptor is left");
            }
            void pid(uint64_t slots) { *reinterpret_cast<int64_t *>(floats(slots, 0)) = getpid(); }
            // tells that it has begun, and never returns
            void begin_and_spin(uint64_t slots) {
                __atomic_store_n(reinterpret_cast<int64_t *>(floats(slots, 0)), 1, __ATOMIC_SEQ_CST);
                for (volatile uint64_t i = 0;; i = i + 1) {}
            }
            // element 0 is the id of a process that goes on
            void leave_daemon(uint64_t slots) { *reinterpret_cast<int64_t *>(floats(slots, 0)) = start_daemon(true); }
            void leave_daemon_without_environment(uint64_t slots) {
                *reinterpret_cast<int64_t *>(floats(slots, 0)) = start_daemon(false);
            }
            void leave_daemon_and_crash(uint64_t slots) {
                leave_daemon(slots);
                *reinterpret_cast<volatile int *>(nowhere) = 1;
            }
            // element 0 is the id of a copy, made behind the back of libc, that crashes
            void crash_in_raw_copy(uint64_t slots) {
                pid_t copy = static_cast<pid_t>(syscall(SYS_fork));
                if (copy == 0) *reinterpret_cast<volatile int *>(nowhere) = 1;
                *reinterpret_cast<int64_t *>(floats(slots, 0)) = copy;
            }
            // element 0 is how a copy has ended that came back as its original does: the exit code, or a negative signal
            void come_back_twice(uint64_t slots) {
                int64_t *count = reinterpret_cast<int64_t *>(floats(slots, 0));
                pid_t copy = fork();
                if (copy != 0) {
                    int status = 0;
                    waitpid(copy, &status, 0);
                    *count = WIFEXITED(status) ? WEXITSTATUS(status) : -WTERMSIG(status);
                }
            }
            void null_store(uint64_t) { *reinterpret_cast<volatile int *>(nowhere) = 1; }
            void give_up(uint64_t) { abort(); }
            int deeper(uint64_t depth) {
                volatile char frame[4096];
                frame[depth % sizeof frame] = 1;
                return depth == ~uint64_t{0} ? 0 : deeper(depth + 1) + frame[0];
            }
            void recurse(uint64_t slots) { args(slots).scalar_count = deeper(args(slots).scalars[0]); }
            void leave(uint64_t slots) { exit(static_cast<int>(args(slots).scalars[0])); }
            void crash_at_exit(uint64_t) { at_unload = 1; }
            void hang_at_exit(uint64_t) { at_unload = 2; }
            __attribute__((destructor)) void unload() {
                if (at_unload == 1) abort();
                while (at_unload == 2) {}
            }
            void spin(uint64_t) { for (volatile uint64_t i = 0;; i = i + 1) {} }
            }
            """;

    private FakeWorkers() {}

    /** Return settings for processes with the fake platform and a folder for their files. */
    public static WorkerSettings settings(Path directory) {
        return WorkerSettings.withShim(Natives.SHIM).withClassPath(Natives.CLASS_PATH).withDirectory(directory);
    }

    /** Make an opener of fake devices. */
    public static ChildDeviceOpener opener(WorkerSettings settings) {
        return new ChildDeviceOpener(FakePlatform.NAME, RuntimeKind.HOST_BUILD_GRAPH, settings);
    }

    /** Describe chips of the fake platform. */
    public static ChipSource chips(WorkerSettings settings) {
        return new ChipSource(FakePlatform.NAME, RuntimeKind.HOST_BUILD_GRAPH, settings);
    }

    /** Make a callable that runs one of the functions above. */
    public static ChipCallable callable(String function) {
        return ChipCallable.builder().functionName(function).orchestration(Natives.KERNEL_BYTES).build();
    }

    private static final class Natives {

        static final Path DIRECTORY = temporary();
        static final Path SHIM = NativeSources.compiledShim(DIRECTORY);
        static final byte[] KERNEL_BYTES = bytes(NativeSources.compile(DIRECTORY, "fakekernels", KERNELS));
        static final List<Path> CLASS_PATH = List.of(origin(Platform.class), origin(FakePlatform.class), services());

        private static Path temporary() {
            try {
                Path directory = Files.createTempDirectory("chiptest-fake-natives-");
                Runtime.getRuntime().addShutdownHook(new Thread(() -> delete(directory)));
                return directory;
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }

        private static void delete(Path directory) {
            try (var files = Files.walk(directory)) {
                files.sorted((one, other) -> other.compareTo(one)).forEach(file -> file.toFile().delete());
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }

        private static byte[] bytes(Path file) {
            try {
                return Files.readAllBytes(file);
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }

        private static Path origin(Class<?> type) {
            return Path.of(type.getProtectionDomain().getCodeSource().getLocation().getPath());
        }

        private static Path services() {
            try {
                Path root = DIRECTORY.resolve("services");
                Path services = Files.createDirectories(root.resolve("META-INF/services"));
                Files.writeString(services.resolve(PlatformProvider.class.getName()), FakePlatform.class.getName());
                return root;
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }
    }
}
