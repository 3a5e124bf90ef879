// The chip of a platform from outside.
#pragma once

#define CHIPTEST_ARCH_A2A3 0
#define CHIPTEST_ARCH_A5 1
#define OUTSIDE_CHIP 2
