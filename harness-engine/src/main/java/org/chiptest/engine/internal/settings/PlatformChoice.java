package org.chiptest.engine.internal.settings;

import java.util.Set;

import org.chiptest.runtime.platform.Platform;

/** Say which platforms a run is for. */
public sealed interface PlatformChoice {

    /** Tell whether scenarios of this platform are part of the run, even if only to be counted as not applicable. */
    boolean includes(Platform platform);

    /** Tell whether somebody asked for this platform, so that it runs although it needs a card. */
    boolean asksFor(Platform platform);

    /** Nobody said: simulation runs, what needs a card is counted as not applicable. */
    record Unsaid() implements PlatformChoice {

        @Override
        public boolean includes(Platform platform) {
            return true;
        }

        @Override
        public boolean asksFor(Platform platform) {
            return false;
        }
    }

    /** Everything that this machine can run. */
    record All() implements PlatformChoice {

        @Override
        public boolean includes(Platform platform) {
            return true;
        }

        @Override
        public boolean asksFor(Platform platform) {
            return platform.missing().isEmpty();
        }
    }

    /** These and no others. */
    record Named(Set<String> names) implements PlatformChoice {

        public Named {
            names = Set.copyOf(names);
        }

        @Override
        public boolean includes(Platform platform) {
            return names.contains(platform.name());
        }

        @Override
        public boolean asksFor(Platform platform) {
            return names.contains(platform.name());
        }
    }
}
