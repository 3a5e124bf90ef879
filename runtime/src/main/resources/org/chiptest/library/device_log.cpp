// The log of a host program's runtime, and what else it opens for everybody before a runtime: ours has it all in its worker process. The
// worker writes warnings and errors; a level is checked, and means nothing.

extern "C" __attribute__((visibility("default"))) int simpler_log_init(int level, int tier) noexcept;

int simpler_log_init(int level, int tier) noexcept { return level < 0 || level > 4 || tier < 0 || tier > 9 ? -1 : 0; }
