// Checks for the probes: each failed one is a printed line, and any makes the program's exit code 1.
#pragma once

#include <cstdio>
#include <cstring>
#include <iostream>
#include <sstream>
#include <string>

inline int failed_checks = 0;

inline void check_failed(const char *file, int line, const std::string &what) {
    ++failed_checks;
    std::cout << file << ":" << line << ": " << what << "\n";
}

template <typename A, typename E>
void check_equal(const char *file, int line, const char *what, const A &actual, const E &expected) {
    if (!(actual == expected)) {
        std::ostringstream text;
        text << what << " is " << actual << ", expected " << expected;
        check_failed(file, line, text.str());
    }
}

#define CHECK(condition) ((condition) ? void() : check_failed(__FILE__, __LINE__, #condition " is false"))
#define CHECK_EQUAL(actual, expected) check_equal(__FILE__, __LINE__, #actual, actual, expected)
#define CHECK_TEXT(actual, expected) check_equal(__FILE__, __LINE__, #actual, std::string(actual), std::string(expected))
#define CHECK_THROWS(type, text, ...)                                                                                  \
    do {                                                                                                               \
        try {                                                                                                          \
            __VA_ARGS__;                                                                                               \
            check_failed(__FILE__, __LINE__, #__VA_ARGS__ " did not throw");                                           \
        } catch (const type &e) {                                                                                      \
            CHECK_EQUAL(std::string(e.what()).substr(0, std::strlen(text)), std::string(text));                        \
        }                                                                                                              \
    } while (0)
