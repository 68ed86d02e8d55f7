/* SPDX-License-Identifier: ISC */
/*
 * Feeds a harness where there is no libFuzzer: the corpus as it is, then changed copies of it for some seconds.
 *
 * drive SECONDS SEED FILE... The changes are a walk of the seed: the same seed gives the same inputs in the same order.
 * What was running when the process ended is in ./last-input.
 */
#include "tests/fuzz/fuzz.h"

#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <time.h>
#include <unistd.h>

#define SIZE_MAX_INPUT 16384
#define FILES_MAX 1000

struct input {
	size_t size;
	uint8_t bytes[SIZE_MAX_INPUT];
};

static struct input files[FILES_MAX];
static int file_count;
static uint64_t state;

static size_t draw(size_t n)
{
	state ^= state << 13;
	state ^= state >> 7;
	state ^= state << 17;
	return n ? (size_t)(state % n) : 0;
}

static void read_file(const char *path)
{
	FILE *file = fopen(path, "rb");
	if (!file || file_count == FILES_MAX) {
		perror(path);
		exit(2);
	}
	struct input *f = &files[file_count++];
	f->size = fread(f->bytes, 1, sizeof f->bytes, file);
	fclose(file);
}

/* A piece of another file goes over, or between, what is there. */
static void graft(struct input *in, bool between)
{
	const struct input *other = &files[draw((size_t)file_count)];
	size_t from = draw(other->size), len = draw(other->size - from + 1), at = draw(in->size + 1);
	size_t tail = between ? in->size - at : in->size - at > len ? in->size - at - len : 0;
	if (at + len + tail > SIZE_MAX_INPUT)
		return;
	memmove(in->bytes + at + len, in->bytes + in->size - tail, tail);
	memcpy(in->bytes + at, other->bytes + from, len);
	in->size = at + len + tail;
}

static void change(struct input *in)
{
	static const uint8_t special[] = {0, 1, 9, 10, 13, 32, '"', '%', '&', '-', '.', '/', ';', '<', '=', '\\', '{',
		0x7f, 0x80, 0xc0, 0xed, 0xff};
	size_t at = draw(in->size), len;
	switch (draw(6)) {
	case 0:
		if (in->size)
			in->bytes[at] ^= (uint8_t)(1u << draw(8));
		break;
	case 1:
		if (in->size)
			in->bytes[at] = special[draw(sizeof special)];
		break;
	case 2:
		len = draw(in->size - at + 1);
		memmove(in->bytes + at, in->bytes + at + len, in->size - at - len);
		in->size -= len;
		break;
	case 3:
		if (in->size < SIZE_MAX_INPUT) {
			memmove(in->bytes + at + 1, in->bytes + at, in->size - at);
			in->bytes[at] = draw(2) ? special[draw(sizeof special)] : (uint8_t)draw(256);
			in->size++;
		}
		break;
	default:
		graft(in, draw(2));
	}
}

/* What runs is in a mapped file, so that it is there after the process has died. */
static struct input *open_last(void)
{
	int fd = open("last-input", O_RDWR | O_CREAT | O_TRUNC, 0600);
	if (fd < 0 || ftruncate(fd, sizeof(struct input)) < 0)
		exit(2);
	struct input *last = mmap(NULL, sizeof *last, PROT_READ | PROT_WRITE, MAP_SHARED, fd, 0);
	close(fd);
	return last;
}

int main(int argc, char **argv)
{
	long runs = 0, seconds = argc > 2 ? atol(argv[1]) : 0;
	LLVMFuzzerInitialize(&argc, &argv);
	for (int i = 3; i < argc; i++)
		read_file(argv[i]);
	if (!file_count)
		return 2;
	state = (uint64_t)atol(argv[2]) * 0x9e3779b97f4a7c15u + 1;
	struct input *last = open_last();
	for (; runs < file_count; runs++) {
		*last = files[runs];
		LLVMFuzzerTestOneInput(last->bytes, last->size);
	}
	for (time_t end = time(NULL) + seconds; time(NULL) < end; runs++) {
		*last = files[draw((size_t)file_count)];
		for (size_t n = 1 + draw(8); n; n--)
			change(last);
		LLVMFuzzerTestOneInput(last->bytes, last->size);
	}
	printf("Done %ld runs\n", runs);
	return 0;
}
