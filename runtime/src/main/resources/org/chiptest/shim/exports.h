// What the shared object shows to others.

#pragma once

#define CHIPTEST_EXPORT extern "C" __attribute__((visibility("default")))
