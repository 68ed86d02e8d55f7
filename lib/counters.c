/* SPDX-License-Identifier: ISC */
#include "lib/counters.h"

#include "lib/log.h"

#include <errno.h>
#include <fcntl.h>
#include <inttypes.h>
#include <stdatomic.h>
#include <stddef.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <unistd.h>

#define LAYOUT 0x314e554f4344554cull /* "LUDCOUN1": another layout is another file */
#define SLOTS 1024
#define LABEL_SIZE 96
#define BOUNDS 11
#define SPINS 1000

static const double agent_bounds[BOUNDS] = {0.1, 0.5, 1, 5, 10, 30, 60, 120, 300, 600, 1800};
static const double llm_bounds[BOUNDS] = {0.25, 0.5, 1, 2.5, 5, 10, 20, 40, 80, 160, 320};

static const struct {
	const char *name, *label, *help;
	const double *bounds; /* NULL: a counter */
} families[COUNTERS_FAMILIES] = {
	[COUNTERS_PROJECTS_CREATED] = {"projects_created_total", NULL, "Projects that were made.", NULL},
	[COUNTERS_PROJECTS_COMPLETED] = {"projects_completed_total", NULL, "Runs that came to their end.", NULL},
	[COUNTERS_AGENTS_EXECUTED] = {"agents_executed_total", "type", "Steps of agents that ended.", NULL},
	[COUNTERS_AGENT_SECONDS] = {"agent_execution_duration_seconds", "type", "From a step's start to its commit.",
		agent_bounds},
	[COUNTERS_CHECKPOINTS_RESOLVED] = {"checkpoints_resolved_total", "resolution", "Decisions, automatic ones too.",
		NULL},
	[COUNTERS_LLM_TOKENS] = {"llm_tokens_used_total", "model", "Tokens of stored turns, in and out.", NULL},
	[COUNTERS_LLM_SECONDS] = {"llm_request_duration_seconds", NULL, "From a turn's request to its end.",
		llm_bounds},
	[COUNTERS_TASKS_PROCESSED] = {"celery_tasks_processed_total", NULL, "Jobs of the queue that ended.", NULL},
	[COUNTERS_MAIL] = {"ludwright_mail_total", "outcome", "Tries to send mail.", NULL},
	[COUNTERS_WEBHOOKS] = {"ludwright_webhooks_total", "outcome", "Tries to post to webhooks.", NULL},
};

enum { EMPTY, CLAIMED, READY, DEAD };

struct slot {
	_Atomic uint32_t state;
	uint32_t family;
	char label[LABEL_SIZE];
	_Atomic int64_t count; /* of a histogram: observations */
	_Atomic int64_t microseconds;
	_Atomic int64_t below[BOUNDS]; /* each by itself, not summed up */
};

struct counters {
	_Atomic uint64_t layout;
	struct slot slots[SLOTS];
};

struct counters *counters_open(const char *path)
{
	struct stat st;
	if (!*path)
		return NULL;
	int fd = open(path, O_RDWR | O_CREAT | O_CLOEXEC | O_NOFOLLOW, 0660);
	bool good = fd >= 0 && !fstat(fd, &st) &&
		    (st.st_size == (off_t)sizeof(struct counters) ||
			    (st.st_size == 0 && !ftruncate(fd, sizeof(struct counters))));
	struct counters *c = good ? mmap(NULL, sizeof *c, PROT_READ | PROT_WRITE, MAP_SHARED, fd, 0) : MAP_FAILED;
	if (c == MAP_FAILED)
		log_info("metrics.file %s cannot be used (%s): this process counts nothing there", path,
			good || fd < 0 ? strerror(errno) : "another layout");
	if (fd >= 0)
		close(fd);
	if (c == MAP_FAILED)
		return NULL;
	uint64_t none = 0;
	if (!atomic_compare_exchange_strong(&c->layout, &none, LAYOUT) && none != LAYOUT) {
		log_info("metrics.file %s has another layout: this process counts nothing there", path);
		munmap(c, sizeof *c);
		return NULL;
	}
	return c;
}

void counters_close(struct counters *c)
{
	if (c)
		munmap(c, sizeof *c);
}

static size_t place_of(uint32_t family, const char *label)
{
	size_t hash = 1469598103u ^ family; /* FNV-1a */
	for (; *label; label++)
		hash = (hash ^ (unsigned char)*label) * 1099511u;
	return hash % SLOTS;
}

/* Whoever takes it is still writing its name: waited for, 200 ms at most; who died at that leaves a slot that nobody
 * takes again. */
static bool is_ready(struct slot *s)
{
	uint32_t claimed = CLAIMED;
	for (int i = 0; i < SPINS && atomic_load_explicit(&s->state, memory_order_acquire) == CLAIMED; i++)
		usleep(i < 10 ? 0 : 200);
	atomic_compare_exchange_strong(&s->state, &claimed, DEAD);
	return atomic_load_explicit(&s->state, memory_order_acquire) == READY;
}

/* Out: whether it is ours now; not when we were taken for dead meanwhile. */
static bool claim(struct slot *s, uint32_t family, const char name[LABEL_SIZE])
{
	uint32_t state = EMPTY;
	if (!atomic_compare_exchange_strong(&s->state, &state, CLAIMED))
		return false;
	s->family = family;
	memcpy(s->label, name, LABEL_SIZE);
	state = CLAIMED;
	return atomic_compare_exchange_strong(&s->state, &state, READY);
}

/* Out: NULL when there is no room. */
static struct slot *find(struct counters *c, uint32_t family, const char *label)
{
	char name[LABEL_SIZE] = "";
	strncpy(name, label ? label : "", LABEL_SIZE - 1);
	for (size_t i = 0, at = place_of(family, name); i < SLOTS; i++, at = (at + 1) % SLOTS) {
		struct slot *s = &c->slots[at];
		if (claim(s, family, name) || (is_ready(s) && s->family == family && !strcmp(s->label, name)))
			return s;
	}
	return NULL;
}

void counters_add(struct counters *c, enum counters_family family, const char *label, int64_t n)
{
	struct slot *s = c ? find(c, (uint32_t)family, label) : NULL;
	if (s)
		atomic_fetch_add_explicit(&s->count, n, memory_order_relaxed);
}

void counters_time(struct counters *c, enum counters_family family, const char *label, double seconds)
{
	struct slot *s = c ? find(c, (uint32_t)family, label) : NULL;
	int i = 0;
	if (!s || !(seconds >= 0))
		return;
	while (i < BOUNDS && seconds > families[family].bounds[i])
		i++;
	if (i < BOUNDS)
		atomic_fetch_add_explicit(&s->below[i], 1, memory_order_relaxed);
	atomic_fetch_add_explicit(&s->microseconds, (int64_t)(seconds * 1e6), memory_order_relaxed);
	atomic_fetch_add_explicit(&s->count, 1, memory_order_relaxed);
}

/* {type="x",more}: a label's value has no quotes, backslashes or line ends here. */
static void print_labels(struct buf *b, const struct slot *s, const char *more)
{
	const char *label = families[s->family].label;
	if (!label && !*more)
		return;
	buf_puts(b, "{");
	if (label) {
		buf_printf(b, "%s=\"", label);
		for (const char *c = s->label; *c; c++)
			buf_printf(b, "%c", (unsigned char)*c < 0x20 || *c == '"' || *c == '\\' ? '_' : *c);
		buf_puts(b, "\"");
	}
	buf_printf(b, "%s%s}", label && *more ? "," : "", more);
}

static void print_histogram(struct buf *b, const struct slot *s)
{
	const char *name = families[s->family].name;
	int64_t below = 0, count = atomic_load(&s->count);
	char bound[48];
	for (int i = 0; i <= BOUNDS; i++) {
		below = i < BOUNDS ? below + atomic_load(&s->below[i]) : count;
		if (i < BOUNDS)
			snprintf(bound, sizeof bound, "le=\"%g\"", families[s->family].bounds[i]);
		else
			snprintf(bound, sizeof bound, "le=\"+Inf\"");
		buf_printf(b, "%s_bucket", name);
		print_labels(b, s, bound);
		buf_printf(b, " %" PRId64 "\n", below < count ? below : count);
	}
	buf_printf(b, "%s_sum", name);
	print_labels(b, s, "");
	buf_printf(b, " %.6f\n%s_count", (double)atomic_load(&s->microseconds) / 1e6, name);
	print_labels(b, s, "");
	buf_printf(b, " %" PRId64 "\n", count);
}

static void print_slot(struct buf *b, const struct slot *s)
{
	if (families[s->family].bounds) {
		print_histogram(b, s);
		return;
	}
	buf_puts(b, families[s->family].name);
	print_labels(b, s, "");
	buf_printf(b, " %" PRId64 "\n", atomic_load(&s->count));
}

void counters_print(const struct counters *c, struct buf *b)
{
	for (uint32_t f = 0; f < COUNTERS_FAMILIES; f++) {
		struct slot zero = {.family = f};
		int printed = 0;
		buf_printf(b, "# HELP %s %s\n# TYPE %s %s\n", families[f].name, families[f].help, families[f].name,
			families[f].bounds ? "histogram" : "counter");
		for (size_t i = 0; c && i < SLOTS; i++) {
			if (atomic_load_explicit(&c->slots[i].state, memory_order_acquire) != READY ||
				c->slots[i].family != f)
				continue;
			print_slot(b, &c->slots[i]);
			printed++;
		}
		if (!printed && !families[f].label)
			print_slot(b, &zero);
	}
}
