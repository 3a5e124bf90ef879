package org.chiptest.runtime.internal.mailbox;

import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;

import org.chiptest.runtime.args.CallConfig;
import org.chiptest.runtime.args.TaskArgs;
import org.chiptest.runtime.internal.device.RequestWords;
import org.chiptest.runtime.internal.mailbox.server.MailboxHandler;

/** Remember what it was asked for; its result is the sum of the arguments. */
public final class RecordingHandler implements MailboxHandler {

    public record Task(int cid, TaskArgs args, CallConfig config) {}

    public final List<Task> tasks = new CopyOnWriteArrayList<>();
    public final List<RequestWords> commands = new CopyOnWriteArrayList<>();
    public volatile Runnable work = () -> {};

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
