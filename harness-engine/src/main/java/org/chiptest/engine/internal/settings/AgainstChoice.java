package org.chiptest.engine.internal.settings;

import java.util.Arrays;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import java.util.stream.Stream;

import org.chiptest.runtime.device.RuntimeKind;
import org.chiptest.runtime.internal.settings.NearestName;
import org.chiptest.runtime.toolchain.Sanitizer;

/**
 * Say what each scenario is compared with: the same scenario, but for what is named here.
 *
 * @param text      as it was written
 * @param platform  another platform
 * @param runtime   another runtime
 * @param blockDim  another number of blocks
 * @param threads   another number of AICPU threads
 * @param sanitizer what the other side's code is built with
 * @param exact     whether outputs must have equal bits, and not only be as near as the scenario asks
 */
public record AgainstChoice(String text, Optional<String> platform, Optional<RuntimeKind> runtime,
        OptionalInt blockDim, OptionalInt threads, Optional<Sanitizer> sanitizer, boolean exact) {

    private static final String SELF = "self";
    private static final String EXACT = "exact";
    private static final String BLOCK_DIM = "blockdim";
    private static final String THREADS = "threads";
    private static final String SANITIZER = "sanitizer";
    private static final AgainstChoice NOTHING_SAID = new AgainstChoice("", Optional.empty(), Optional.empty(),
            OptionalInt.empty(), OptionalInt.empty(), Optional.empty(), false);

    /** The same again, which must do the same to the bit. */
    public static final AgainstChoice ITSELF = new AgainstChoice(SELF, Optional.empty(), Optional.empty(),
            OptionalInt.empty(), OptionalInt.empty(), Optional.empty(), true);

    /**
     * Parse words separated by slashes, such as {@code a5sim/trb} or {@code hbg/threads=1/exact}; one that is nothing else is a platform.
     *
     * @throws IllegalArgumentException if a word is unknown, or two of them say the same thing
     */
    static AgainstChoice parse(String text) {
        List<String> words = Arrays.stream(text.split("/", -1)).map(String::strip).toList();
        if (words.contains("")) {
            throw new IllegalArgumentException("there is an empty word; separate words by single slashes");
        }
        AgainstChoice choice = NOTHING_SAID.written(text);
        Set<String> said = new LinkedHashSet<>();
        for (String word : words) {
            if (!said.add(subject(word))) {
                throw new IllegalArgumentException("'" + text + "' says its " + subject(word)
                        + " twice; there is one other side, of one of each");
            }
            choice = choice.with(word);
        }
        if (said.contains(SELF) && words.size() > 1) {
            throw new IllegalArgumentException("'" + SELF + "' is the same again, to the bit; say nothing beside it");
        }
        if (said.equals(Set.of(EXACT))) {
            throw new IllegalArgumentException(
                    "'" + EXACT + "' says how to compare, not with what; name a side too, such as hbg/" + EXACT);
        }
        return choice;
    }

    /**
     * Check that the platform is known.
     *
     * @throws IllegalArgumentException that says everything that a side can be
     */
    AgainstChoice known(List<String> platforms) {
        if (platform.isPresent() && !platforms.contains(platform.get())) {
            throw unknown(platform.get(), platforms);
        }
        return this;
    }

    /** Tell whether nothing is different on the other side. */
    public boolean isSelf() {
        return text.equals(SELF);
    }

    private static String subject(String word) {
        if (word.contains("=")) {
            return word.substring(0, word.indexOf('='));
        }
        if (word.equals(SELF) || word.equals(EXACT)) {
            return word;
        }
        return RuntimeKind.named(word).isPresent() ? "runtime" : "platform";
    }

    private AgainstChoice with(String word) {
        if (word.contains("=")) {
            return with(word.substring(0, word.indexOf('=')), word.substring(word.indexOf('=') + 1));
        }
        if (word.equals(SELF)) {
            return ITSELF;
        }
        if (word.equals(EXACT)) {
            return new AgainstChoice(text, platform, runtime, blockDim, threads, sanitizer, true);
        }
        Optional<RuntimeKind> kind = RuntimeKind.named(word);
        return kind.isPresent()
                ? new AgainstChoice(text, platform, kind, blockDim, threads, sanitizer, exact)
                : new AgainstChoice(text, Optional.of(word), runtime, blockDim, threads, sanitizer, exact);
    }

    private AgainstChoice with(String key, String value) {
        return switch (key) {
            case BLOCK_DIM -> new AgainstChoice(text, platform, runtime, OptionalInt.of(number(key, value)), threads,
                    sanitizer, exact);
            case THREADS -> new AgainstChoice(text, platform, runtime, blockDim, OptionalInt.of(number(key, value)),
                    sanitizer, exact);
            case SANITIZER -> new AgainstChoice(text, platform, runtime, blockDim, threads,
                    Optional.of(sanitizer(value)), exact);
            default -> throw new IllegalArgumentException("unknown part '" + key + "' of a side"
                    + NearestName.hint(key, List.of(BLOCK_DIM, THREADS, SANITIZER)));
        };
    }

    private AgainstChoice written(String whole) {
        return new AgainstChoice(whole, platform, runtime, blockDim, threads, sanitizer, exact);
    }

    private static int number(String key, String value) {
        if (!value.matches("[1-9][0-9]{0,4}")) {
            throw new IllegalArgumentException("'" + value + "' is no " + key + "; write a number from 1 on");
        }
        return Integer.parseInt(value);
    }

    private static Sanitizer sanitizer(String value) {
        return Sanitizer.named(value).orElseThrow(() -> new IllegalArgumentException("unknown sanitizer '" + value + "'"
                + NearestName.hint(value, Arrays.stream(Sanitizer.values()).map(Sanitizer::id).toList())));
    }

    private static IllegalArgumentException unknown(String word, List<String> platforms) {
        List<String> known = Stream.of(platforms.stream(),
                Arrays.stream(RuntimeKind.values()).flatMap(kind -> Stream.of(kind.id(), kind.shortName())),
                Stream.of(SELF, EXACT, BLOCK_DIM + "=1", THREADS + "=1", SANITIZER + "=address"))
                .flatMap(each -> each).toList();
        return new IllegalArgumentException("unknown side '" + word + "'" + NearestName.hint(word, known));
    }

    @Override
    public String toString() {
        return text;
    }
}
