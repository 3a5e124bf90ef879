#define SECOND 1023
#include "apply.cpp"
