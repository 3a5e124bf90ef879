package org.chiptest.engine.internal;

import java.util.List;
import java.util.Map;

import org.junit.platform.engine.reporting.ReportEntry;
import org.junit.platform.testkit.engine.Events;

/** Read what tests published. */
final class Published {

    private Published() {}

    static List<Map<String, String>> entries(Events tests) {
        return tests.reportingEntryPublished().map(event -> event.getRequiredPayload(ReportEntry.class))
                .map(ReportEntry::getKeyValuePairs).toList();
    }
}
