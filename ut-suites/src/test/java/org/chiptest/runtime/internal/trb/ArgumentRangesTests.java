package org.chiptest.runtime.internal.trb;

import static org.assertj.core.api.Assertions.assertThat;

import org.chiptest.runtime.RandomCases;
import org.chiptest.runtime.args.ContinuousTensor;
import org.chiptest.runtime.args.DataType;
import org.chiptest.runtime.args.TaskArgs;
import org.junit.jupiter.api.Test;

class ArgumentRangesTests {

    @Test
    void whatLiesInAnArgumentBeginsWithIt() {
        ArgumentRanges ranges = ranges(1000, 100, 5000, 10);
        assertThat(ranges.beginOf(1000)).isEqualTo(1000);
        assertThat(ranges.beginOf(1099)).isEqualTo(1000);
        assertThat(ranges.beginOf(5009)).isEqualTo(5000);
    }

    @Test
    void whatLiesInNoArgumentBeginsWhereItIs() {
        ArgumentRanges ranges = ranges(1000, 100, 5000, 10);
        for (long address : new long[]{0, 999, 1100, 4999, 5010, Long.MAX_VALUE, Long.MIN_VALUE}) {
            assertThat(ranges.beginOf(address)).isEqualTo(address);
            assertThat(ArgumentRanges.NONE.beginOf(address)).isEqualTo(address);
        }
    }

    @Test
    void argumentsThatShareBytesAreOneRange() {
        ArgumentRanges ranges = ranges(1050, 100, 1000, 100, 1100, 10, 1150, 10);
        assertThat(ranges.beginOf(1149)).isEqualTo(1000);
        assertThat(ranges.beginOf(1150)).isEqualTo(1150);
    }

    @Test
    void anArgumentWithoutBytesIsNoRange() {
        assertThat(ranges(1000, 0, 990, 20).beginOf(1005)).isEqualTo(990);
    }

    @Test
    void addressesOfOneRangeAreThoseThatArgumentsConnect() {
        RandomCases.check(200, random -> {
            long[] pairs = new long[2 * random.nextInt(20)];
            for (int i = 0; i < pairs.length; i += 2) {
                pairs[i] = random.nextInt(200);
                pairs[i + 1] = random.nextInt(15);
            }
            ArgumentRanges ranges = ranges(pairs);
            for (long address = 0; address < 220; address++) {
                long begin = address;
                for (int i = 0; i < pairs.length; i += 2) {
                    if (pairs[i] <= begin && begin < pairs[i] + pairs[i + 1] && pairs[i] < begin) {
                        begin = pairs[i];
                        i = -2;
                    }
                }
                assertThat(ranges.beginOf(address)).isEqualTo(begin);
            }
        });
    }

    /** Make ranges of pairs of an address and a number of bytes. */
    private static ArgumentRanges ranges(long... pairs) {
        TaskArgs args = new TaskArgs();
        for (int i = 0; i < pairs.length; i += 2) {
            args.tensor(ContinuousTensor.host(pairs[i], DataType.UINT8, (int) pairs[i + 1]));
        }
        return ArgumentRanges.of(args);
    }
}
