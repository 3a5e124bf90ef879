package org.chiptest.engine.internal.conformance;

import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Consumer;

import org.chiptest.engine.internal.conformance.KitWorker.Applied;
import org.chiptest.engine.internal.contract.ContractRule;
import org.chiptest.engine.internal.contract.Sequence;
import org.chiptest.engine.internal.contract.SequenceCheck;
import org.chiptest.engine.internal.contract.SequenceSearch;
import org.chiptest.engine.internal.contract.Subject;
import org.chiptest.runtime.args.CallConfig;
import org.chiptest.runtime.callable.ChipCallable;
import org.chiptest.runtime.device.Counter;
import org.chiptest.runtime.worker.ChipWorker;

/** What prepared callables promise: the rules that classes of tests can have derived, on the kit's own callables. */
final class PreparedRules {

    private static final String SOURCE = "docs/contract/required-behaviours.md#prepared-callables-on-trb";

    private PreparedRules() {}

    static List<Rule> all() {
        return Arrays.stream(ContractRule.values())
                .map(rule -> Rule.of("prepared." + rule.scenarioName().replaceFirst("^\\w+\\.", ""), SOURCE,
                        bench -> look(bench, rule)))
                .toList();
    }

    private static String look(Bench bench, ContractRule rule) {
        requireCounters(bench, rule);
        if (rule.isRandom()) {
            Sequence sequence = SequenceSearch.draw(bench.random(0), 1);
            SequenceSearch.Worker fresh = trial -> check(bench, trial::on);
            new SequenceSearch(fresh, fresh, () -> true).perform(sequence);
            return "seed " + bench.choice().seed();
        }
        check(bench, check -> check.perform(rule.steps()));
        return "";
    }

    private static void requireCounters(Bench bench, ContractRule rule) {
        Set<Counter> absent = new TreeSet<>(rule.needs(bench.variant().runtime()));
        absent.removeAll(bench.variant().platform().capabilities().counters());
        if (!absent.isEmpty()) {
            throw new CannotSayException("it does not count " + absent);
        }
    }

    private static void check(Bench bench, Consumer<SequenceCheck> use) {
        bench.worker(worker -> use.accept(new SequenceCheck(worker.worker(), bench.variant().runtime(),
                new AppliedSubject(Applied.USUAL, bench), new AppliedSubject(Applied.OTHER, bench))));
    }

    private record AppliedSubject(Applied applied, Bench bench) implements Subject {

        @Override
        public String name() {
            return applied.callable().name().toLowerCase(Locale.ROOT);
        }

        @Override
        public ChipCallable callable() {
            return bench.callable(applied.callable());
        }

        @Override
        public CallConfig config() {
            return Bench.config();
        }

        @Override
        public void run(ChipWorker worker, int cid, String where) {
            KitWorker.apply(worker, cid, applied, where, config());
        }
    }
}
