#define SECOND 2
#include "apply.cpp"
