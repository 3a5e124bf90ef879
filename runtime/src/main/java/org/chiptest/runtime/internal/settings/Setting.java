package org.chiptest.runtime.internal.settings;

import java.util.Optional;
import java.util.function.Function;
import java.util.function.UnaryOperator;
import java.util.regex.Pattern;

import org.jspecify.annotations.Nullable;

/**
 * Declare one thing that a run can be told from outside: its name, what it does, what holds if it is not given, and how its text
 * is understood.
 *
 * <p>A name may be a pattern, in which {@code *} stands for one or more characters, such as {@code chiptest.platform.*.home}. An
 * empty or blank text counts as not given.
 *
 * @param <T> what its text means
 */
public final class Setting<T> {

    /** What every name begins with. */
    public static final String PREFIX = "chiptest.";

    private final Declaration declaration;
    private final Function<String, T> parser;
    private final String otherwise;
    private final boolean otherwiseParsed;

    private Setting(Declaration declaration, Function<String, T> parser, String otherwise, boolean otherwiseParsed) {
        this.declaration = declaration;
        this.parser = parser;
        this.otherwise = otherwise;
        this.otherwiseParsed = otherwiseParsed;
    }

    /** What is said of a setting before it is known how its text is understood. */
    public record Declaration(String name, boolean hasShortName, String meaning, String example) {

        /** Say what the setting does, for the table of all settings. */
        public Declaration meaning(String sentence) {
            return new Declaration(name, hasShortName, sentence, example);
        }

        /** Give a text that the setting may have. */
        public Declaration example(String text) {
            return new Declaration(name, hasShortName, meaning, text);
        }

        /** Let the setting be given by its name without {@link #PREFIX} too; that one wins. */
        public Declaration alsoShort() {
            return new Declaration(name, true, meaning, example);
        }

        /**
         * Say how a text is understood, and which one holds if none is given.
         *
         * @param parser throws an {@link IllegalArgumentException} that says what is possible
         */
        public <T> Setting<T> parsed(Function<String, T> parser, String otherwise) {
            return new Setting<>(this, parser, otherwise, true);
        }

        /**
         * Say how a text is understood, and in words what holds if none is given: no text can say it.
         *
         * @param parser throws an {@link IllegalArgumentException} that says what is possible
         */
        public <T> Setting<T> parsedElse(Function<String, T> parser, String words) {
            return new Setting<>(this, parser, words, false);
        }
    }

    /** Start to declare a setting. */
    public static Declaration named(String name) {
        if (!name.startsWith(PREFIX)) {
            throw new IllegalArgumentException("the setting '" + name + "' does not begin with " + PREFIX);
        }
        return new Declaration(name, false, "", "");
    }

    /** Return the whole name. */
    public String name() {
        return declaration.name();
    }

    /** Return the name that wins over the whole one, if there is one. */
    public Optional<String> shortName() {
        return declaration.hasShortName() ? Optional.of(name().substring(PREFIX.length())) : Optional.empty();
    }

    /** Return what the setting does. */
    public String meaning() {
        return declaration.meaning();
    }

    /** Return a text that it may have. */
    public String example() {
        return declaration.example();
    }

    /** Return what holds if it is not given: a text in backquotes, or words. */
    public String otherwise() {
        return otherwiseParsed ? "`" + otherwise + "`" : otherwise;
    }

    /** Tell whether a whole name means this setting. */
    public boolean matches(String whole) {
        String pattern = Pattern.quote(name()).replace("*", "\\E.+\\Q");
        return whole.equals(name()) || isPattern() && whole.matches(pattern);
    }

    /** Tell whether the name stands for several. */
    public boolean isPattern() {
        return name().contains("*");
    }

    /**
     * Return the setting of one name that this pattern stands for.
     *
     * @throws IllegalArgumentException if it does not stand for it
     */
    public Setting<T> at(String whole) {
        if (!matches(whole)) {
            throw new IllegalArgumentException(name() + " does not stand for " + whole);
        }
        return new Setting<>(new Declaration(whole, declaration.hasShortName(), meaning(), example()), parser,
                otherwise,
                otherwiseParsed);
    }

    /** Return this setting with another understanding of its text. */
    public <S> Setting<S> as(Function<String, S> otherParser) {
        return new Setting<>(declaration, otherParser, otherwise, otherwiseParsed);
    }

    /** Return this setting with a check, which sees what was given and returns what is meant. */
    public Setting<T> checked(UnaryOperator<T> check) {
        return new Setting<>(declaration, parser.andThen(check), otherwise, otherwiseParsed);
    }

    /**
     * Find what was given.
     *
     * @param texts the text of a name, or null
     * @throws IllegalArgumentException if the text is no good; it names the setting and its text
     */
    public Optional<T> find(Function<String, @Nullable String> texts) {
        Optional<String> brief = shortName().filter(name -> text(texts, name).isPresent());
        String name = brief.orElse(name());
        return text(texts, name).map(text -> {
            try {
                return parser.apply(text);
            } catch (IllegalArgumentException e) {
                throw new IllegalArgumentException("setting " + name + "=" + text + ": " + e.getMessage(), e);
            }
        });
    }

    /** Return name and text as they were given, such as {@code level=!3}, or nothing if they were not. */
    public Optional<String> given(Function<String, @Nullable String> texts) {
        String name = shortName().filter(brief -> text(texts, brief).isPresent()).orElse(name());
        return text(texts, name).map(text -> name + "=" + text);
    }

    /** Find what was given, or return what holds otherwise; for settings whose default is a text. */
    public T read(Function<String, @Nullable String> texts) {
        return find(texts).orElseGet(this::standard);
    }

    /** Return what holds if the setting is not given; for settings whose default is a text. */
    public T standard() {
        if (!otherwiseParsed) {
            throw new IllegalStateException(name() + " has no default that a text can say: " + otherwise);
        }
        return parser.apply(otherwise);
    }

    private static Optional<String> text(Function<String, @Nullable String> texts, String name) {
        return Optional.ofNullable(texts.apply(name)).map(String::strip).filter(text -> !text.isEmpty());
    }

    @Override
    public String toString() {
        return name();
    }
}
