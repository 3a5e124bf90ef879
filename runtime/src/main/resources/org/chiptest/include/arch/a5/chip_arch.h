// Says that this compile is for a5. No compiler flag tells the architectures apart: the include path does, and this is
// the one header that exists once per architecture.
#pragma once

#define CHIPTEST_ARCH_A2A3 0
#define CHIPTEST_ARCH_A5 1
