// What the planted runtime is told to do wrong.

#pragma once

#include <cstdint>
#include <cstdio>
#include <cstdlib>
#include <fstream>
#include <stdexcept>
#include <string>
#include <vector>

#include <dlfcn.h>
#include <unistd.h>

namespace {

std::vector<std::string> faults() {
    Dl_info info;
    dladdr(reinterpret_cast<void *>(faults), &info);
    std::ifstream file(std::string(info.dli_fname) + ".fault");
    std::vector<std::string> lines;
    for (std::string line; std::getline(file, line);) {
        lines.push_back(line);
    }
    return lines;
}

std::string after(const std::string &prefix) {
    for (const std::string &line : faults()) {
        if (line.rfind(prefix, 0) == 0) {
            return line.substr(prefix.size());
        }
    }
    return "";
}

bool told(const std::string &word) {
    for (const std::string &line : faults()) {
        if (line == word) {
            return true;
        }
    }
    return false;
}

volatile uint64_t nowhere = 8;

// Do what was told for a function; false if it is to return `code`.
bool enter(const char *function, int *code = nullptr) {
    const std::string name = function;
    const std::string words = after("say " + name + " ");
    if (!words.empty()) {
        fprintf(stderr, "%s\n", words.c_str());
    }
    if (told("hang " + name)) {
        for (;;) pause();
    }
    if (told("crash " + name)) {
        *reinterpret_cast<volatile int *>(nowhere) = 1;
    }
    if (told("throw " + name)) {
        throw std::runtime_error("thrown by " + name);
    }
    const std::string number = after("code " + name + " ");
    if (!number.empty() && code != nullptr) {
        *code = atoi(number.c_str());
        return false;
    }
    return true;
}

int fail(const char *function, const std::string &text) {
    fprintf(stderr, "[ERROR] %s: %s\n", function, text.c_str());
    return -1;
}

}  // namespace
