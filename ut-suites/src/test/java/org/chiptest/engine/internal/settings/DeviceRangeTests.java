package org.chiptest.engine.internal.settings;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.util.List;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class DeviceRangeTests {

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            0             | 0
            0-3           | 0 1 2 3
            0,2,5         | 0 2 5
            0,2-4,7       | 0 2 3 4 7
            7, 2 - 4 ,0   | 0 2 3 4 7
            5,5,4-6       | 4 5 6
            3-3           | 3
            """)
    void numbersAndRangesInAnyOrderNameDevices(String text, String devices) {
        assertThat(DeviceRange.parse(text))
                .isEqualTo(List.of(devices.split(" ")).stream().map(Integer::valueOf).toList());
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '"', textBlock = """
            0,,1   | '0,,1' has an empty entry; write numbers and ranges, such as 0-3 or 0,2,5
            0,     | '0,' has an empty entry; write numbers and ranges, such as 0-3 or 0,2,5
            -1     | '-1' is negative; write numbers and ranges, such as 0-3 or 0,2,5
            4-2    | '4-2' is reversed; write 2-4 for these devices
            a      | 'a' is neither a device number nor a range; write numbers and ranges, such as 0-3 or 0,2,5
            1-     | '1-' is neither a device number nor a range; write numbers and ranges, such as 0-3 or 0,2,5
            1-2-3  | '1-2-3' is neither a device number nor a range; write numbers and ranges, such as 0-3 or 0,2,5
            0-9999 | '0-9999' names 10000 devices, at most 1024 are possible
            """)
    void everythingElseIsAnError(String text, String message) {
        assertThatIllegalArgumentException().isThrownBy(() -> DeviceRange.parse(text)).withMessage(message);
    }

    @Test
    void aNumberTooLargeForAnIntIsNoDevice() {
        assertThatIllegalArgumentException().isThrownBy(() -> DeviceRange.parse("99999999999"));
    }
}
