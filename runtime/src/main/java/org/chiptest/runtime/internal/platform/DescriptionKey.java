package org.chiptest.runtime.internal.platform;

import java.util.Arrays;
import java.util.List;
import java.util.Optional;

import org.chiptest.runtime.internal.settings.NearestName;

/** Name what the description of a platform says. */
public enum DescriptionKey {

    LIKE("like", "a2a3sim",
            "The platform that it stands for: architecture, runtimes and compile targets are that one's,"
                    + " and whatever declares that one also runs on this one when it is asked for"),
    HOME("home", "/opt/mysim/build/lib", "Folder of its build; `{home}` in other values"),
    RUNTIMES("runtimes", "hbg,trb",
            "Runtimes that it has; those of the platform that it stands for, unless it says so"),
    HOST("host", "{home}/{runtime}/libhost_runtime.so", "The runtime's library, by default"
            + " `{home}/{arch}/{kind}/{runtime}/libhost_runtime.so`, `{home}/{runtime}/libhost_runtime.so` or"
            + " `{home}/libhost_runtime.so`, whichever is there"),
    ARCH("arch", "a2a3", "Word for `{arch}`; by default the name of the architecture"),
    KIND("kind", "onboard", "Word for `{kind}`; by default `sim`, and `onboard` where devices are few"),
    AICPU("aicpu", "{home}/libaicpu_kernel.so",
            "The code for the AICPU, by default `libaicpu_kernel.so` beside the library; `none` hands over no bytes"),
    AICORE("aicore", "{home}/libaicore_kernel.so",
            "The code for the cores, by default `libaicore_kernel.so` beside the library; `none` hands over no bytes"),
    DISPATCHER("dispatcher", "{home}/libdispatcher.so", "The code of the dispatcher, which cards of generation 2 have;"
            + " nothing by default"),
    PRELOAD("preload", "{home}/libmine.so", "Libraries that are opened before the runtime's for everybody's use,"
            + " separated by commas; by default `libsimpler_log.so` and `libcpu_sim_context.so` of `{home}`, as far as they"
            + " are there; `none` for none"),
    RUNS_PER_PROCESS("runs-per-process", "200", "Runs after which its process is renewed; no limit by default"),
    RENEW_AFTER("renew-after", "-1",
            "Codes of failed runs after which its process is renewed, separated by commas; none by"
                    + " default"),
    DEVICES("devices", "8",
            "Number of its devices, if there are few; by default as of the platform that it stands for"),
    RESET("reset", "process",
            "What a new device takes: a new `process`, or a reset of the `device` itself; by default as of the platform that"
                    + " it stands for"),
    INFRA("infra", "Core \\d+ deinit timed out",
            "What a line of its log says that tells of a machine which is too busy: a"
                    + " regular expression"),
    LITTER("litter", "/tmp/aicore_sim_*,/tmp/aicpu_sim_*",
            "Files that it leaves outside of its folder for temporary files:"
                    + " names with `*`, separated by commas. Those of this user that nobody has open are removed when a process ends"),
    START_SECONDS("deadline.start", "60", "Seconds from the start of a process until it takes requests"),
    CONTROL_SECONDS("deadline.control", "60", "Seconds that each operation but a run may take, initialising too"),
    RUN_SECONDS("deadline.run", "120", "Seconds that a run may take that does not say it itself"),
    CLOSE_SECONDS("deadline.close", "30", "Seconds that closing may take"),
    NEEDS_FILES("needs-files", "/dev/davinci*",
            "Files without which it cannot be used: names with `*`, separated by commas"),
    NEEDS_VARIABLES("needs-variables", "ASCEND_HOME_PATH",
            "Variables of the environment without which it cannot be used, separated by commas"),
    KERNEL_COMPILERS("kernels.compilers", "/opt/mysim/bin/clang++",
            "Names or paths of compilers of kernels, separated by commas; the first that is installed is taken"),
    KERNEL_OPTIONS("kernels.options", "-O2 -std=c++20", "Options of that compiler, instead of the usual ones"),
    KERNEL_HEADERS("kernels.headers", "{home}/../include",
            "Folders of headers of kernels, separated by commas, instead of those that ship"),
    KERNEL_FORM("kernels.form", "text",
            "What a kernel is: a `shared-object`, or the `text` of an object, its machine code;"
                    + " by default as of the platform that it stands for"),
    ORCHESTRATION_COMPILERS("orchestrations.compilers", "aarch64-linux-gnu-g++", "The same for orchestrations"),
    ORCHESTRATION_OPTIONS("orchestrations.options", "-O3 -std=c++17", "The same for orchestrations"),
    ORCHESTRATION_HEADERS("orchestrations.headers", "{home}/../include", "The same for orchestrations"),
    ENVIRONMENT("environment.*", "{home}/lib", "A variable of the environment of its processes, by the name in place of"
            + " `*`");

    private static final String ANY = "*";

    private final String text;
    private final String example;
    private final String meaning;

    DescriptionKey(String text, String example, String meaning) {
        this.text = text;
        this.example = example;
        this.meaning = meaning;
    }

    /** Return the key as it is written behind the platform's name and a dot. */
    public String text() {
        return text;
    }

    /** Return a value that it may have. */
    public String example() {
        return example;
    }

    /** Return what it says. */
    public String meaning() {
        return meaning;
    }

    /** Find the key of a text. */
    public static Optional<DescriptionKey> of(String written) {
        return Arrays.stream(values()).filter(key -> key.matches(written)).findFirst();
    }

    /** Say which keys there are, and which is near to one that is none. */
    static String hint(String written) {
        List<String> all = Arrays.stream(values()).map(DescriptionKey::text).toList();
        return NearestName.hint(written, all);
    }

    private boolean matches(String written) {
        return text.endsWith(ANY)
                ? written.startsWith(prefix()) && written.length() > prefix().length()
                : text.equals(written);
    }

    /** Return what keys of a family begin with. */
    String prefix() {
        return text.substring(0, text.length() - ANY.length());
    }
}
