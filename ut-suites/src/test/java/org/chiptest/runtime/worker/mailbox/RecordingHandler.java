package org.chiptest.runtime.worker.mailbox;

import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;

import org.chiptest.runtime.args.CallConfig;
import org.chiptest.runtime.args.TaskArgs;
import org.chiptest.runtime.device.RequestWords;

/** Remembers what it was asked for; its result is the sum of the arguments. */
final class RecordingHandler implements MailboxHandler {

    record Task(int cid, TaskArgs args, CallConfig config) {}

    final List<Task> tasks = new CopyOnWriteArrayList<>();
    final List<RequestWords> commands = new CopyOnWriteArrayList<>();
    volatile Runnable work = () -> {};

    @Override
    public String name() {
        return "chip_process dev=4";
    }

    @Override
    public void task(int cid, TaskArgs args, CallConfig config) {
        tasks.add(new Task(cid, args, config));
        work.run();
    }

    @Override
    public long control(RequestWords words) {
        commands.add(words);
        work.run();
        return words.arg0() + words.arg1() + words.arg2();
    }
}
