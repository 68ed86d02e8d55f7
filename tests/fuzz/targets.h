/* SPDX-License-Identifier: ISC */
/* The end of a harness of several parsers. Included once, last, by a file that has the array `targets` of {name, run,
 * examples}, INPUT_MAX and log_init. With FUZZ_LIBFUZZER it is for libFuzzer or drive.c; else a TAP program that
 * mutates the examples, $FUZZ_RUNS or RUNS times a target. */
#ifndef LUD_FUZZ_TARGETS_H
#define LUD_FUZZ_TARGETS_H

#define TARGETS (sizeof targets / sizeof *targets)

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	const char *name = getenv("FUZZ_TARGET");
	for (size_t i = 0; i < TARGETS; i++)
		if (!name || !strcmp(name, targets[i].name))
			targets[i].run(data, size < INPUT_MAX ? size : INPUT_MAX);
	return 0;
}

#ifdef FUZZ_LIBFUZZER

int LLVMFuzzerInitialize(int *argc, char ***argv)
{
	(void)argc, (void)argv;
	log_init("fuzz", LOG_LEVEL_ERROR, NULL);
	return 0;
}

#else

#include "tests/fuzz/mutate.h"

int main(void)
{
	const char *runs = getenv("FUZZ_RUNS");
	static uint8_t bytes[INPUT_MAX];
	size_t n = runs ? strtoul(runs, NULL, 10) : RUNS;
	mutate_begin(getenv("LUDWRIGHT_SEED"));
	log_init("fuzz", LOG_LEVEL_ERROR, NULL);
	printf("1..%zu\n", TARGETS);
	for (size_t i = 0; i < TARGETS; i++) {
		for (size_t k = 0; k < n; k++)
			targets[i].run(bytes, mutate(targets[i].examples, bytes));
		printf("ok %zu - %zu mutations of %s\n", i + 1, n, targets[i].name);
		fflush(stdout);
	}
	return 0;
}

#endif

#endif
