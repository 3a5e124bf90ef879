#!/bin/sh
# Runs ${task} alone, on what it read in the run, and says whether it shows the same difference.
#
#   ./replay.sh                        compile the sources below, which you may change, and run them
#   ./replay.sh --sanitizer address    the same under a sanitizer: address, undefined or thread
#   ./replay.sh --binary               run the libraries as they were in the run
#   ./replay.sh --together             run all blocks at the same time, instead of one after the other
#
# Exit code: 0 the same difference as in the run, 1 no difference, 2 another difference, 3 it cannot be run, 4 it crashed or a sanitizer
# has found something. CXX names the compiler, g++ unless set. What is what: arguments.txt.
set -eu
cd "$(dirname "$0")"

sanitize=
libraries=build
blocks=
while [ $# -gt 0 ]; do
    case "$1" in
        --sanitizer)
            [ $# -gt 1 ] || { echo "replay.sh: --sanitizer needs a name: address, undefined or thread" >&2; exit 3; }
            sanitize="-fsanitize=$2 -fno-omit-frame-pointer -fno-sanitize-recover=all"
            shift ;;
        --binary) libraries=binary ;;
        --together) blocks=together ;;
        *) echo "replay.sh: unknown option '$1'; known are --sanitizer NAME, --binary, --together" >&2; exit 3 ;;
    esac
    shift
done

cxx=${CXX:-g++}
command -v "$cxx" > /dev/null || { echo "replay.sh: there is no compiler '$cxx'; install g++ or set CXX" >&2; exit 3; }
mkdir -p build
${compile}
# The driver is what takes longest, and stays as it is: another kernel needs no other one.
how="$cxx $sanitize"
if [ "$(cat build/how 2> /dev/null)" != "$how" ] || [ -n "$(find driver.cpp include replay.sh -newer build/how)" ]; then
    rm -f build/how
    "$cxx" -std=c++17 -O1 -g1 -Wno-attributes ${driver} $sanitize -rdynamic -pthread -o build/replay driver.cpp -ldl || exit 3
    echo "$how" > build/how
fi

code=0
ASAN_OPTIONS=detect_leaks=0:exitcode=99 UBSAN_OPTIONS=exitcode=99:print_stacktrace=1 TSAN_OPTIONS=exitcode=99 \
    ./build/replay "$libraries" $blocks || code=$?
if [ "$code" -gt 3 ]; then
    echo "it crashed, or the sanitizer has found something (exit code $code)"
    code=4
fi
exit "$code"
