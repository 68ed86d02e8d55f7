#!/bin/sh
# SPDX-License-Identifier: ISC
# Fuzzes each parser of the API, or of what FUZZ_PROGRAM and FUZZ_CORPUS name, for some seconds, from its corpus. TAP.
# In: $top_srcdir, $top_builddir; FUZZ_SECONDS a target (2; 60 with LUDWRIGHT_FULL), FUZZ_TARGETS (all), LUDWRIGHT_SEED. What a target died of is shown
# in base64, and kept beside the corpus by whoever mends it.
set -u
program=$top_builddir/tests/fuzz/${FUZZ_PROGRAM:-fuzz}
corpus=$(cd "$top_srcdir/tests/fuzz/${FUZZ_CORPUS:-corpus}" && pwd) || exit 1
seconds=${FUZZ_SECONDS:-${LUDWRIGHT_FULL:+60}}
seconds=${seconds:-2} seed=${LUDWRIGHT_SEED:-1} n=0 bad=0
targets=${FUZZ_TARGETS:-$(ls "$corpus")}
tmp=$(mktemp -d) || exit 1
trap 'rm -rf "$tmp"' EXIT
trap 'exit 1' HUP INT TERM
cd "$tmp" || exit 1
export ASAN_OPTIONS=abort_on_error=1:detect_leaks=1:allocator_may_return_null=0 UBSAN_OPTIONS=halt_on_error=1:print_stacktrace=1

# fuzz TARGET: what it says is in `said`.
fuzz() {
	mkdir -p "new-$1"
	if grep -q max_total_time "$program"; then # libFuzzer is in it
		FUZZ_TARGET=$1 "$program" -max_total_time="$seconds" -seed="$seed" -max_len=16384 -timeout=10 -rss_limit_mb=2048 -artifact_prefix="$tmp/died-" \
			-print_final_stats=1 "new-$1" "$corpus/$1" >said 2>&1
	else
		FUZZ_TARGET=$1 "$program" "$seconds" "$seed" "$corpus/$1"/* >said 2>&1
	fi
}

for target in $targets; do
	n=$((n + 1))
	if fuzz "$target"; then
		echo "ok $n - $target"
		sed -n 's/^Done \([0-9]*\) runs.*/# \1 inputs/p' said
	else
		echo "not ok $n - $target"
		tail -n 40 said | sed 's/^/# /'
		for input in died-* last-input; do
			[ -e "$input" ] && echo "# $input: $(head -c 4096 "$input" | base64 -w 0)"
		done
		bad=1
	fi
done
echo "1..$n"
exit $bad
