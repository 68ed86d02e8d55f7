/* SPDX-License-Identifier: ISC */
#include "relay/metrics.h"

#include <inttypes.h>
#include <stddef.h>
#include <string.h>

static const double bounds[METRICS_BUCKETS] = {0.001, 0.0025, 0.005, 0.01, 0.025, 0.1, 0.5, 2.5};

static const struct {
	const char *name, *type, *help;
	size_t offset;
} rows[] = {
	{"accepted_total", "counter", "Connections accepted", offsetof(struct metrics, accepted)},
	{"refused_total", "counter", "Connections refused by a limit", offsetof(struct metrics, refused)},
	{"subscriptions", "gauge", "Subscriptions", offsetof(struct metrics, subscriptions)},
	{"events_total", "counter", "Events read from the database", offsetof(struct metrics, events)},
	{"deliveries_total", "counter", "Events sent, by event and socket", offsetof(struct metrics, deliveries)},
	{"log_lines_total", "counter", "Log lines read from the database", offsetof(struct metrics, logs)},
	{"received_total", "counter", "Messages of clients", offsetof(struct metrics, received)},
	{"replays_total", "counter", "Subscriptions that asked for the past", offsetof(struct metrics, replays)},
	{"replayed_total", "counter", "Events sent from the past", offsetof(struct metrics, replayed)},
	{"resyncs_total", "counter", "Clients told to start over", offsetof(struct metrics, resyncs)},
	{"slow_total", "counter", "Connections closed for reading too slowly", offsetof(struct metrics, slow)},
	{"healed_total", "counter", "Events that no bell announced", offsetof(struct metrics, healed)},
	{"bells_total", "counter", "Bells heard on Redis", offsetof(struct metrics, bells)},
};

void metrics_lag(struct metrics *m, double seconds)
{
	int i = 0;
	while (i < METRICS_BUCKETS && seconds > bounds[i])
		i++;
	m->lag[i]++;
	m->lag_count++;
	m->lag_sum += seconds;
}

static int64_t sum(const struct metrics *slots, int n, size_t offset)
{
	int64_t total = 0;
	for (int i = 0; i < n; i++) {
		int64_t value;
		memcpy(&value, (const char *)&slots[i] + offset, sizeof value);
		total += value;
	}
	return total;
}

static void print_lag(const struct metrics *slots, int n, struct buf *b)
{
	int64_t below = 0;
	double total = 0;
	buf_puts(b, "# HELP ludwright_relay_lag_seconds From commit to send\n# TYPE ludwright_relay_lag_seconds "
		    "histogram\n");
	for (int i = 0; i <= METRICS_BUCKETS; i++) {
		below += sum(slots, n, offsetof(struct metrics, lag) + (size_t)i * sizeof(int64_t));
		if (i < METRICS_BUCKETS)
			buf_printf(b, "ludwright_relay_lag_seconds_bucket{le=\"%g\"} %" PRId64 "\n", bounds[i], below);
	}
	for (int i = 0; i < n; i++)
		total += slots[i].lag_sum;
	buf_printf(b, "ludwright_relay_lag_seconds_bucket{le=\"+Inf\"} %" PRId64 "\n", below);
	buf_printf(b, "ludwright_relay_lag_seconds_sum %.6f\nludwright_relay_lag_seconds_count %" PRId64 "\n", total,
		below);
}

void metrics_print(const struct metrics *slots, int processes, struct buf *b)
{
	static const char *const wires[] = {"websocket", "socketio", "sse"};
	buf_puts(b, "# HELP ludwright_relay_connections Open connections\n# TYPE ludwright_relay_connections gauge\n");
	for (size_t i = 0; i < 3; i++)
		buf_printf(b, "ludwright_relay_connections{wire=\"%s\"} %" PRId64 "\n", wires[i],
			sum(slots, processes, offsetof(struct metrics, connections) + i * sizeof(int64_t)));
	for (size_t i = 0; i < sizeof rows / sizeof *rows; i++)
		buf_printf(b,
			"# HELP ludwright_relay_%s %s\n# TYPE ludwright_relay_%s %s\nludwright_relay_%s %" PRId64 "\n",
			rows[i].name, rows[i].help, rows[i].name, rows[i].type, rows[i].name,
			sum(slots, processes, rows[i].offset));
	int64_t sockets = sum(slots, processes, offsetof(struct metrics, connections)) +
			  sum(slots, processes, offsetof(struct metrics, connections) + sizeof(int64_t));
	int64_t messages = sum(slots, processes, offsetof(struct metrics, received)) +
			   sum(slots, processes, offsetof(struct metrics, deliveries));
	buf_printf(b,
		"# HELP websocket_connections_active Open WebSockets, Socket.IO among them\n"
		"# TYPE websocket_connections_active gauge\nwebsocket_connections_active %" PRId64 "\n"
		"# HELP websocket_messages_total Messages of clients, and events sent to them\n"
		"# TYPE websocket_messages_total counter\nwebsocket_messages_total %" PRId64 "\n",
		sockets, messages);
	print_lag(slots, processes, b);
}
