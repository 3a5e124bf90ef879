package org.chiptest.st.worker;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.chiptest.api.ChipTest;
import org.chiptest.api.FreshWorker;
import org.chiptest.api.Scenario;
import org.chiptest.runtime.worker.ChipWorker;
import org.chiptest.runtime.worker.WorkerException;

/** A worker starts and ends without having done anything. */
@ChipTest
class HelloWorkerTest {

    @Scenario
    @FreshWorker
    void workerStartsAndEnds(ChipWorker worker) {
        assertThat(worker.isInitialized()).isTrue();
        worker.close();
        assertThat(worker.isInitialized()).isFalse();
        worker.close();
        assertThatThrownBy(() -> worker.init(0)).isInstanceOf(WorkerException.class)
                .hasMessage("ChipWorker already finalized; cannot reinitialize");
    }
}
