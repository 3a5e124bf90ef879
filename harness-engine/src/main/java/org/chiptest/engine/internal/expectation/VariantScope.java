package org.chiptest.engine.internal.expectation;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Predicate;
import java.util.stream.Stream;

import org.chiptest.api.Variant;
import org.chiptest.runtime.device.RuntimeKind;
import org.chiptest.runtime.internal.settings.NearestName;
import org.chiptest.runtime.platform.Platform;

/**
 * The variants that a file of expectations is about, as its name says.
 *
 * @param words     what the name says: platforms, runtimes, {@code simulation} or {@code card}; none for all variants
 * @param condition whether a variant is among them
 */
record VariantScope(List<String> words, Predicate<Variant> condition) {

    static final String SEPARATOR = "-";

    VariantScope {
        words = List.copyOf(words);
    }

    /**
     * Read what comes before {@code fails}, {@code flakes} or {@code skips} in a file's name.
     *
     * @param text words with hyphens between them, or nothing
     * @throws IllegalArgumentException if a word is not known
     */
    static VariantScope parse(String text, List<Platform> platforms) {
        Map<String, Predicate<Variant>> known = known(platforms);
        VariantScope scope = new VariantScope(List.of(), variant -> true);
        String rest = text;
        while (!rest.isEmpty()) {
            String left = rest;
            String word = known.keySet().stream()
                    .filter(each -> left.equals(each) || left.startsWith(each + SEPARATOR))
                    .max((one, other) -> Integer.compare(one.length(), other.length()))
                    .orElseThrow(() -> unknown(left, known));
            scope = scope.and(word, known.getOrDefault(word, variant -> false));
            rest = rest.length() == word.length() ? "" : rest.substring(word.length() + SEPARATOR.length());
        }
        return scope;
    }

    /** Tell whether a variant is meant. */
    boolean includes(Variant variant) {
        return condition.test(variant);
    }

    /** Return the beginning of the name of a file that is about one variant only. */
    static String of(Variant variant) {
        return variant.platform().name() + SEPARATOR + variant.runtime().shortName();
    }

    @Override
    public String toString() {
        return words.isEmpty() ? "any variant" : String.join(SEPARATOR, words);
    }

    private VariantScope and(String word, Predicate<Variant> more) {
        return new VariantScope(Stream.concat(words.stream(), Stream.of(word)).toList(), condition.and(more));
    }

    private static Map<String, Predicate<Variant>> known(List<Platform> platforms) {
        Map<String, Predicate<Variant>> known = new LinkedHashMap<>();
        known.put("simulation", variant -> !variant.platform().capabilities().limited());
        known.put("card", variant -> variant.platform().capabilities().limited());
        for (RuntimeKind runtime : RuntimeKind.values()) {
            known.put(runtime.shortName(), variant -> variant.runtime() == runtime);
            known.put(runtime.id(), variant -> variant.runtime() == runtime);
        }
        platforms.forEach(platform -> known.put(platform.name(),
                variant -> variant.platform().name().equals(platform.name())));
        return known;
    }

    private static IllegalArgumentException unknown(String text, Map<String, Predicate<Variant>> known) {
        String word = Optional.of(text.indexOf(SEPARATOR)).filter(end -> end > 0).map(end -> text.substring(0, end))
                .orElse(text);
        return new IllegalArgumentException("'" + word + "' is neither a platform nor a runtime nor a kind of device"
                + NearestName.hint(word, List.copyOf(known.keySet())));
    }
}
