package org.chiptest.engine.internal.attempt;

import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.function.Consumer;

import org.chiptest.api.golden.GoldenArgs;
import org.chiptest.engine.internal.contract.ContractRule;
import org.chiptest.engine.internal.contract.Sequence;
import org.chiptest.engine.internal.contract.SequenceCheck;
import org.chiptest.engine.internal.contract.SequenceSearch;
import org.chiptest.engine.internal.contract.Subject;
import org.chiptest.engine.internal.declaration.DeclaredContract;
import org.chiptest.engine.internal.declaration.DeclaredContract.Source;
import org.chiptest.engine.internal.lease.FreshWorkers;
import org.chiptest.runtime.args.CallConfig;
import org.chiptest.runtime.callable.ChipCallable;
import org.chiptest.runtime.device.RuntimeKind;
import org.chiptest.runtime.worker.ChipWorker;

/**
 * Check a rule of what prepared callables promise, with arguments and expected values of golden scenarios.
 *
 * @param call     knows what golden scenarios take
 * @param contract what the test is derived from
 */
record ContractCall(MethodCall call, DeclaredContract contract, DeclaredContract.Pair pair) {

    /** Check it on a worker that holds nothing and that nobody else uses. */
    void perform(ChipWorker worker, FreshWorkers fresh) {
        if (contract.rule().isRandom()) {
            performRandom(worker, fresh);
        } else {
            check(worker, check -> check.perform(contract.rule().steps()));
        }
    }

    private void performRandom(ChipWorker worker, FreshWorkers fresh) {
        Sequence sequence = call.sequence()
                .orElseGet(() -> SequenceSearch.draw(new SplittableRandom(call.seed()), call.rounds()));
        call.publish("sequence", sequence.toString());
        new SequenceSearch(trial -> check(worker, trial::on),
                trial -> fresh.with(another -> check(another, trial::on)), fresh::inTime).perform(sequence);
    }

    /** Each check draws the same arguments, so that a sequence comes to the same when it is tried again. */
    private void check(ChipWorker worker, Consumer<SequenceCheck> use) {
        SplittableRandom random = new SplittableRandom(call.seed());
        RuntimeKind runtime = call.variant().runtime();
        try (Golden checked = golden(pair.checked(), random); Golden other = golden(pair.other(), random)) {
            use.accept(new SequenceCheck(worker, runtime, checked, other));
        }
    }

    private Golden golden(Source source, SplittableRandom random) {
        return new Golden(call, source, random, contract.rule(), new ArrayList<>());
    }

    /**
     * A callable that is run as a golden scenario says.
     *
     * @param kept arguments that live until the end
     */
    private record Golden(MethodCall call, Source source, SplittableRandom random, ContractRule rule,
            List<GoldenArgs> kept) implements Subject, AutoCloseable {

        @Override
        public String name() {
            return source.golden().callable();
        }

        @Override
        public ChipCallable callable() {
            return call.callable(name());
        }

        @Override
        public CallConfig config() {
            return source.test().scenarioCase().config();
        }

        @Override
        public void run(ChipWorker worker, int cid, String where) {
            GoldenArgs args = call.declared(source, worker, random);
            kept.add(args);
            args.requireSignature(callable().signature());
            worker.run(cid, args.taskArgs(), config());
            args.check(where);
            if (!rule.keepsArguments()) {
                close();
            }
        }

        /** What a failed run has left is freed with the worker. */
        @Override
        public void close() {
            kept.forEach(GoldenArgs::close);
            kept.clear();
        }
    }
}
