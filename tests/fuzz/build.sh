#!/bin/sh
# SPDX-License-Identifier: ISC
# build.sh PROGRAM DRIVER FLAGS... : compiles the harnesses with sanitizers: by clang with libFuzzer where that is there, else by $CC with the driver.
set -eu
program=$1 driver=$2
shift 2
sanitize=address,undefined
probe=$(mktemp -d)
trap 'rm -rf "$probe"' EXIT
echo 'int LLVMFuzzerTestOneInput(const char *d, unsigned long n); int LLVMFuzzerTestOneInput(const char *d, unsigned long n) { return d && n ? 0 : 0; }' >"$probe/probe.c"
if "${FUZZ_CC:-clang}" -fsanitize=fuzzer,$sanitize "$probe/probe.c" -o "$probe/probe" >/dev/null 2>&1; then
	exec "${FUZZ_CC:-clang}" -fsanitize=fuzzer,$sanitize -fno-sanitize-recover=all -o "$program" "$@"
fi
exec "${CC:-gcc}" -fsanitize=$sanitize -fno-sanitize-recover=all -o "$program" "$driver" "$@"
