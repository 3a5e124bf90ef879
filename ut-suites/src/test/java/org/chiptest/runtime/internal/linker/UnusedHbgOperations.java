package org.chiptest.runtime.internal.linker;

/** Operations that no test orchestration should reach, to override the few it does. */
abstract class UnusedHbgOperations implements HbgOperations {

    @Override
    public int addTask(long args, int argCount, int funcId, int coreType) {
        throw unexpected();
    }

    @Override
    public int setTensorInfo(int task, long infos, int count) {
        throw unexpected();
    }

    @Override
    public void addSuccessor(int from, int to) {
        throw unexpected();
    }

    @Override
    public void recordTensorPair(long host, long device, long size) {
        throw unexpected();
    }

    @Override
    public int taskCount() {
        throw unexpected();
    }

    @Override
    public void printRuntime() {
        throw unexpected();
    }

    @Override
    public long deviceMalloc(long size) {
        throw unexpected();
    }

    @Override
    public void deviceFree(long address) {
        throw unexpected();
    }

    @Override
    public int copyToDevice(long device, long host, long size) {
        throw unexpected();
    }

    private static AssertionError unexpected() {
        return new AssertionError("unexpected operation");
    }
}
