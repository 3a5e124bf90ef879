package org.chiptest.runtime.internal.foreign;

import java.io.IOException;
import java.io.InputStream;
import java.io.StringReader;
import java.net.URL;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Properties;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Function;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

import org.chiptest.runtime.device.RuntimeKind;
import org.chiptest.runtime.internal.platform.DescriptionKey;
import org.chiptest.runtime.internal.platform.PlatformDescription;
import org.chiptest.runtime.internal.platform.Platforms;
import org.chiptest.runtime.internal.settings.NearestName;
import org.chiptest.runtime.internal.settings.Setting;
import org.chiptest.runtime.platform.Platform;
import org.jspecify.annotations.Nullable;

/**
 * All platforms: those that jars bring, and those that are written down, in files and in settings.
 *
 * @param all      in order of their names
 * @param problems what is wrong with what is written down, each in one sentence
 */
public record DescribedPlatforms(List<Platform> all, List<String> problems) {

    private static final Pattern ENTRY = Pattern.compile("([A-Za-z][A-Za-z0-9_-]*)\\.(.+)");
    private static final String NO_ENTRY = "write a platform's name, which begins with a letter, a dot and a key, such as"
            + " mysim.home";

    public DescribedPlatforms {
        all = List.copyOf(all);
        problems = List.copyOf(problems);
    }

    /**
     * Read what is written down, once for a run.
     *
     * @param texts  the text of a setting by its name, or null
     * @param names  names of all settings that are given
     * @param folder where the run was started
     * @param loader finds the files on the class path
     */
    public static DescribedPlatforms read(Platforms provided, Function<String, @Nullable String> texts,
            Collection<String> names, Path folder, ClassLoader loader) {
        return new Reading(provided).read(texts, names, folder, loader);
    }

    /** Return the platforms that somebody has described, or that come described. */
    public List<DescribedPlatform> described() {
        return all.stream().filter(DescribedPlatform.class::isInstance).map(DescribedPlatform.class::cast).toList();
    }

    private static final class Reading {

        private final Map<String, Platform> platforms = new TreeMap<>();
        /** Entries by platform, later ones over earlier ones. */
        private final Map<String, Map<String, String>> entries = new TreeMap<>();
        private final List<String> problems = new ArrayList<>();
        /** Platforms that are described, or are about to be: what one stands for comes before it. */
        private final Set<String> under = new HashSet<>();

        Reading(Platforms provided) {
            provided.all().forEach(platform -> platforms.put(platform.name(), platform));
        }

        DescribedPlatforms read(Function<String, @Nullable String> texts, Collection<String> names, Path folder,
                ClassLoader loader) {
            try {
                Optional<Path> file = DescriptionSettings.FILE.find(texts);
                readClassPath(loader);
                Path own = folder.resolve(DescriptionSettings.FILE_NAME);
                if (file.isPresent()) {
                    readFile(folder.resolve(file.get()));
                } else if (Files.exists(own)) {
                    readFile(own);
                }
            } catch (IllegalArgumentException e) {
                problems.add(String.valueOf(e.getMessage()));
            }
            names.stream().sorted(Comparator.comparing((String name) -> !name.startsWith(Setting.PREFIX)))
                    .forEach(name -> readSetting(name, texts.apply(name)));
            entries.keySet().forEach(this::describe);
            return new DescribedPlatforms(List.copyOf(platforms.values()), problems);
        }

        private void readClassPath(ClassLoader loader) {
            try {
                for (URL url : Collections.list(loader.getResources(DescriptionSettings.FILE_NAME))) {
                    try (InputStream input = url.openStream()) {
                        read(text(input), url.toString(), Optional.empty());
                    }
                }
            } catch (IOException e) {
                problems.add("the descriptions of platforms on the class path cannot be read: " + e);
            }
        }

        private void readFile(Path file) {
            try (InputStream input = Files.newInputStream(file)) {
                read(text(input), file.toString(), Optional.ofNullable(file.toAbsolutePath().getParent()));
            } catch (IOException e) {
                problems.add("the descriptions of platforms in " + file + " cannot be read: " + e + "; correct "
                        + DescriptionSettings.FILE + " or leave it out");
            }
        }

        /** A file is UTF-8; editors of other systems begin it with a mark. */
        private static String text(InputStream input) throws IOException {
            String text = new String(input.readAllBytes(), StandardCharsets.UTF_8);
            return text.startsWith("\uFEFF") ? text.substring(1) : text;
        }

        private void read(String text, String where, Optional<Path> folder) throws IOException {
            Properties properties = new Properties() {
                private static final long serialVersionUID = 1L;

                @Override
                public synchronized @Nullable Object put(Object key, Object value) {
                    Object before = super.put(key, value);
                    if (before != null) {
                        problems.add(where + ": '" + key + "' is said twice, " + before + " and " + value
                                + "; leave one out");
                    }
                    return before;
                }
            };
            try {
                properties.load(new StringReader(text));
            } catch (IllegalArgumentException e) {
                problems.add(where + ": " + e.getMessage() + " A backslash is written twice");
                return;
            }
            properties.stringPropertyNames().stream().sorted().forEach(name -> {
                Matcher entry = ENTRY.matcher(name);
                if (entry.matches()) {
                    put(entry.group(1), entry.group(2), relative(entry.group(2), properties.getProperty(name), folder));
                } else {
                    problems.add(
                            where + ": '" + name + "' is no entry; " + NO_ENTRY);
                }
            });
        }

        /** A folder that a file names is beside the file. */
        private static String relative(String key, String value, Optional<Path> folder) {
            return key.equals(DescriptionKey.HOME.text()) && !value.isBlank()
                    ? folder.map(parent -> parent.resolve(value.strip()).normalize().toString()).orElse(value)
                    : value;
        }

        private void readSetting(String name, @Nullable String value) {
            boolean whole = name.startsWith(Setting.PREFIX);
            String brief = whole ? name.substring(Setting.PREFIX.length()) : name;
            String prefix = "platform.";
            if (value == null || value.isBlank() || !brief.startsWith(prefix)) {
                return;
            }
            Matcher entry = ENTRY.matcher(brief.substring(prefix.length()));
            if (entry.matches() && (whole || isMeant(entry.group(1), entry.group(2)))) {
                put(entry.group(1), entry.group(2), value.strip());
            } else if (whole) {
                problems.add(
                        "setting " + name + ": write the platform's name and a key behind it, such as " + Setting.PREFIX
                                + "platform.mysim.home");
            }
        }

        /** Other programs have properties that begin with the same word. */
        private boolean isMeant(String platform, String key) {
            return platforms.containsKey(platform) || entries.containsKey(platform)
                    || DescriptionKey.of(key).isPresent();
        }

        private void put(String platform, String key, String value) {
            entries.computeIfAbsent(platform, _ -> new TreeMap<>()).put(key, value);
        }

        private void describe(String name) {
            Map<String, String> values = entries.get(name);
            if (values == null || !under.add(name)) {
                return;
            }
            Optional.ofNullable(values.get(DescriptionKey.LIKE.text())).map(String::strip).ifPresent(this::describe);
            try {
                platforms.put(name, platform(name, new PlatformDescription(name, values)));
            } catch (IllegalArgumentException e) {
                problems.add(String.valueOf(e.getMessage()));
            }
        }

        private Platform platform(String name, PlatformDescription description) {
            Platform known = platforms.get(name);
            if (known instanceof DescribedPlatform described) {
                if (description.value(DescriptionKey.LIKE).isPresent()) {
                    throw new IllegalArgumentException(
                            "platform " + name + " comes with chiptest and stands for itself; leave "
                                    + DescriptionKey.LIKE.text() + " out, or give it another name");
                }
                return described.with(description);
            }
            if (known != null) {
                throw new IllegalArgumentException(
                        "platform " + name + " is brought by a jar, so it cannot be described;"
                                + " choose another name, with like=" + name);
            }
            if (RuntimeKind.named(name).isPresent()) {
                throw new IllegalArgumentException(
                        "platform " + name + " has the name of a runtime; choose another name");
            }
            String like = description.value(DescriptionKey.LIKE)
                    .orElseThrow(() -> new IllegalArgumentException("platform " + name
                            + " does not say what it stands for; set " + name + ".like to one of "
                            + String.join(", ", platforms.keySet())));
            if (entries.containsKey(like) && !platforms.containsKey(like)) {
                throw new IllegalArgumentException("platform " + name + " stands for " + like
                        + (like.equals(name) ? " itself" : ", which is described wrongly or stands for this one")
                        + "; let " + name + ".like name a platform that is there without it");
            }
            Platform model = Optional.ofNullable(platforms.get(like))
                    .orElseThrow(() -> new IllegalArgumentException("platform " + name + " stands for '" + like
                            + "', which is none" + NearestName.hint(like, platforms.keySet())));
            return new DescribedPlatform(description, model.architecture(), DescribedPlatform.Base.of(model));
        }
    }
}
