package org.chiptest.st.vector;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.chiptest.runtime.args.CallConfig;
import org.chiptest.runtime.args.TaskArgs;
import org.chiptest.runtime.callable.ChipCallable;
import org.chiptest.runtime.device.RuntimeKind;
import org.chiptest.runtime.worker.ChipWorker;
import org.chiptest.runtime.worker.PreparedCallable;
import org.chiptest.runtime.worker.WorkerException;

/**
 * What a prepared callable promises ({@code docs/contract/required-behaviours.md#prepared-callables-on-trb} and
 * {@code docs/contract/required-behaviours.md#prepared-callables-on-hbg}), written once over any callable and either runtime. Each step is followed
 * by a look at all counters of the worker, which nobody else uses.
 */
final class PreparedCallableContract {

    private static final int RUNS = 5;

    private final ChipWorker worker;
    private final CallConfig config;
    private final CounterLedger ledger;

    /** A callable and a way to run it that fails if anything but this callable ran. */
    interface Subject {

        /** Return the compiled callable. */
        ChipCallable callable();

        /** Run with new arguments and check every output. */
        void runAndCheck(ChipWorker worker, PreparedCallable prepared, CallConfig config);
    }

    PreparedCallableContract(ChipWorker worker, RuntimeKind runtime, CallConfig config) {
        this.worker = worker;
        this.config = config;
        this.ledger = new CounterLedger(worker, runtime);
    }

    /** Prepared under two ids: run the first, the first again, then the second. */
    void runsTwiceAndOnceMoreUnderASecondId(Subject subject) {
        PreparedCallable first = prepare(0, subject);
        PreparedCallable second = prepare(1, subject);
        run(first, subject);
        run(first, subject);
        run(second, subject);
        unregister(first);
        unregister(second);
    }

    /** Runs of one id open its library once. */
    void repeatedRunsOpenTheLibraryOnce(Subject subject) {
        PreparedCallable prepared = prepare(0, subject);
        for (int round = 0; round < RUNS; round++) {
            run(prepared, subject);
        }
        assertThat(worker.counters().opens()).isEqualTo(1);
        unregister(prepared);
    }

    /** Two ids with different callables keep to their own, whatever the order of runs. */
    void alternatingIdsOpenTheirOwnLibraries(Subject one, Subject other) {
        PreparedCallable first = prepare(0, one);
        PreparedCallable second = prepare(1, other);
        for (int round = 0; round < RUNS; round++) {
            run(first, one);
            run(second, other);
        }
        assertThat(worker.counters().opens()).isEqualTo(2);
        unregister(first);
        unregister(second);
    }

    /** An id that is in use cannot be prepared again, and goes on as it was. */
    void doublePrepareIsRefused(Subject subject, Subject other) {
        PreparedCallable prepared = prepare(0, subject);
        run(prepared, subject);
        assertThatThrownBy(() -> worker.prepare(0, other.callable())).isInstanceOf(WorkerException.class)
                .hasMessageStartingWith("prepare_callable failed with code -1: ");
        ledger.check("a refused prepare");
        run(prepared, subject);
        unregister(prepared);
    }

    /** What two ids share stays while one of them still uses it. */
    void sharedLibrarySurvivesTheOthersUnregister(Subject subject) {
        PreparedCallable first = prepare(0, subject);
        PreparedCallable second = prepare(1, subject);
        run(first, subject);
        run(second, subject);
        unregister(first);
        run(second, subject);
        unregister(second);
    }

    /** Unregistering takes nothing back from the open count; preparing again opens again. */
    void unregisteredIdCanBePreparedAgain(Subject subject) {
        PreparedCallable prepared = prepare(0, subject);
        run(prepared, subject);
        unregister(prepared);
        assertThatThrownBy(() -> prepared.run(new TaskArgs(), config))
                .isInstanceOf(WorkerException.class)
                .hasMessageStartingWith("run_prepared failed with code -1: ");
        ledger.check("a refused run");
        PreparedCallable again = prepare(0, subject);
        run(again, subject);
        assertThat(worker.counters().opens()).isEqualTo(2);
        unregister(again);
    }

    private PreparedCallable prepare(int cid, Subject subject) {
        PreparedCallable prepared = worker.prepare(cid, subject.callable());
        ledger.prepared(cid, subject.callable());
        return prepared;
    }

    private void run(PreparedCallable prepared, Subject subject) {
        subject.runAndCheck(worker, prepared, config);
        ledger.ran(prepared.cid());
    }

    private void unregister(PreparedCallable prepared) {
        prepared.close();
        ledger.unregistered(prepared.cid());
    }
}
