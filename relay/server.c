/* SPDX-License-Identifier: ISC */
#include "relay/server.h"

#include "lib/log.h"
#include "relay/access.h"
#include "relay/channel.h"
#include "relay/feed.h"
#include "relay/notice.h"
#include "relay/people.h"
#include "relay/relay.h"

#include <arpa/inet.h>
#include <errno.h>
#include <netdb.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/signalfd.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <unistd.h>

#define ARENA_MAX (4u << 20)
#define BUF_MAX (256u << 20)
#define SEND_BUFFER (128 << 10)
#define ACCEPT_BATCH 64
#define TICK_MS 1000
#define STOP_MS 6000
#define FULL_MS 200 /* no descriptor is left: look again then */

struct server {
	struct relay relay;
	struct loop_watch unix_watch, tcp_watch, signal_watch;
	struct loop_timer *pause;
	int signals;
	int64_t stop_at; /* monotonic ms; 0: serving */
};

static void accept_again(void *context);

static void stop_listening(struct server *s)
{
	loop_remove(s->relay.loop, &s->unix_watch);
	loop_remove(s->relay.loop, &s->tcp_watch);
}

static void tune(int fd)
{
	int one = 1, room = SEND_BUFFER;
	setsockopt(fd, IPPROTO_TCP, TCP_NODELAY, &one, sizeof one);
	setsockopt(fd, SOL_SOCKET, SO_SNDBUF, &room, sizeof room);
}

static void address_text(const struct sockaddr_storage *from, char text_r[INET6_ADDRSTRLEN])
{
	*text_r = '\0';
	if (from->ss_family == AF_INET)
		inet_ntop(AF_INET, &((const struct sockaddr_in *)from)->sin_addr, text_r, INET6_ADDRSTRLEN);
	else if (from->ss_family == AF_INET6)
		inet_ntop(AF_INET6, &((const struct sockaddr_in6 *)from)->sin6_addr, text_r, INET6_ADDRSTRLEN);
}

/* Out: false when there is nothing more to accept now. */
static bool accept_one(struct server *s, int listen_fd)
{
	struct sockaddr_storage from = {0};
	socklen_t len = sizeof from;
	char address[INET6_ADDRSTRLEN];
	int fd = accept4(listen_fd, (struct sockaddr *)&from, &len, SOCK_CLOEXEC | SOCK_NONBLOCK);
	if (fd < 0) {
		if (errno == EMFILE || errno == ENFILE || errno == ENOMEM || errno == ENOBUFS) {
			stop_listening(s);
			s->pause = loop_timer(s->relay.loop, FULL_MS, accept_again, s);
		}
		return errno == EINTR || errno == ECONNABORTED;
	}
	address_text(&from, address);
	if (*address)
		tune(fd);
	if (s->relay.connections >= s->relay.conf->relay_connections) {
		s->relay.metrics->refused++;
		close(fd);
	} else {
		conn_new(&s->relay, fd, address);
	}
	return true;
}

static void on_unix(void *context, uint32_t events)
{
	struct server *s = context;
	(void)events;
	for (int i = 0; i < ACCEPT_BATCH && s->unix_watch.fn && accept_one(s, s->unix_watch.fd); i++)
		;
}

static void on_tcp(void *context, uint32_t events)
{
	struct server *s = context;
	(void)events;
	for (int i = 0; i < ACCEPT_BATCH && s->tcp_watch.fn && accept_one(s, s->tcp_watch.fd); i++)
		;
}

static void listen_on(struct server *s, struct loop_watch *watch, int fd, loop_fd_fn *fn)
{
	if (fd < 0)
		return;
	watch->fn = fn;
	watch->context = s;
	if (!loop_add(s->relay.loop, watch, fd, EPOLLIN | EPOLLEXCLUSIVE))
		log_error("cannot listen: %s", strerror(errno));
}

static void accept_again(void *context)
{
	struct server *s = context;
	s->pause = NULL;
	if (s->stop_at)
		return;
	listen_on(s, &s->unix_watch, s->unix_watch.fd, on_unix);
	listen_on(s, &s->tcp_watch, s->tcp_watch.fd, on_tcp);
}

/* "address:port", "[address]:port" or ":port". Out: -1 when it cannot be listened on; logged. */
static int listen_tcp(const char *where)
{
	char host[256];
	const char *colon = strrchr(where, ':');
	struct addrinfo hints = {.ai_socktype = SOCK_STREAM, .ai_flags = AI_PASSIVE | AI_NUMERICHOST}, *found = NULL;
	int one = 1, fd = -1;
	if (!*where)
		return -1;
	snprintf(host, sizeof host, "%.*s", colon ? (int)(colon - where) : 0, where);
	char *name = *host == '[' ? host + 1 : host;
	name[strcspn(name, "]")] = '\0';
	if (colon && getaddrinfo(*name ? name : NULL, colon + 1, &hints, &found) == 0)
		fd = socket(found->ai_family, SOCK_STREAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0);
	if (fd >= 0 && (setsockopt(fd, SOL_SOCKET, SO_REUSEADDR, &one, sizeof one) ||
			       setsockopt(fd, SOL_SOCKET, SO_REUSEPORT, &one, sizeof one) ||
			       bind(fd, found->ai_addr, found->ai_addrlen) || listen(fd, 1024))) {
		close(fd);
		fd = -1;
	}
	if (fd < 0)
		log_error("cannot listen on %s: %s", where, strerror(errno));
	if (found)
		freeaddrinfo(found);
	return fd;
}

/* Bells, and the database's word */

static void on_bell(void *context, const char *channel, const char *text, size_t len)
{
	(void)text;
	(void)len;
	feed_bell(context, channel);
}

static void on_change(void *context)
{
	feed_heal(context);
}

static void on_live_ready(void *context)
{
	struct relay *relay = context;
	access_changed(relay, NULL); /* what it told while nobody listened */
	notice_check(relay);
	feed_heal(relay);
}

static void on_ask_ready(void *context)
{
	channel_resume_all(context);
}

static void on_access(void *context, const char *channel, const char *payload)
{
	(void)channel;
	if (!strcmp(payload, NOTICE_PAYLOAD))
		notice_check(context);
	else
		access_changed(context, payload);
}

/* Time */

static void on_tick(void *context)
{
	struct server *s = context;
	loop_timer(s->relay.loop, TICK_MS, on_tick, s);
	wheel_turn(s->relay.wheel, loop_now(s->relay.loop) / 1000);
	channel_sweep(&s->relay);
}

static void say_goodbye(struct conn *c, void *unused)
{
	(void)unused;
	conn_close(c, 1012, "restart");
}

static void on_signal(void *context, uint32_t events)
{
	struct server *s = context;
	struct signalfd_siginfo info;
	(void)events;
	if (read(s->signals, &info, sizeof info) != (ssize_t)sizeof info)
		return;
	if (info.ssi_signo == SIGUSR1) {
		log_reopen();
		return;
	}
	stop_listening(s);
	s->stop_at = loop_now(s->relay.loop) + STOP_MS;
	s->relay.stopping = true;
	wheel_each(s->relay.wheel, say_goodbye, NULL);
}

static void watch_signals(struct server *s)
{
	sigset_t set;
	sigemptyset(&set);
	sigaddset(&set, SIGTERM);
	sigaddset(&set, SIGUSR1);
	s->signals = signalfd(-1, &set, SFD_CLOEXEC | SFD_NONBLOCK);
	s->signal_watch = (struct loop_watch){.fn = on_signal, .context = s};
	if (s->signals < 0 || !loop_add(s->relay.loop, &s->signal_watch, s->signals, EPOLLIN))
		log_fatal("cannot watch signals");
}

static void at_end_of_turn(void *context)
{
	conn_flush_all(context);
	feed_fetch(context);
}

static bool open_all(struct server *s, const struct conf *conf)
{
	struct relay *r = &s->relay;
	r->conf = conf;
	arena_init(&r->arena, ARENA_MAX);
	buf_init(&r->buf, BUF_MAX);
	r->loop = loop_new();
	if (token_keys_load(conf->keys_dir, conf->public_url, &r->keys)) {
		log_error("no keys in %s: ludctl keys create makes them", conf->keys_dir);
		return false;
	}
	r->wheel = wheel_new();
	r->feed = feed_new(r);
	r->people = people_new(r);
	r->access = access_new(r);
	r->notice = notice_new(r);
	r->live = pg_new(r->loop, conf->database_url, "listen");
	r->ask = pg_new(r->loop, conf->database_url, NULL);
	pg_watch(r->live, on_live_ready, on_access, r);
	pg_watch(r->ask, on_ask_ready, NULL, r);
	r->bus = bus_new(r->loop, conf->redis_url, on_bell, on_change, r);
	bus_subscribe(r->bus, FEED_LOOK);
	loop_after(r->loop, at_end_of_turn, r);
	return true;
}

static void kill_one(struct conn *c, void *unused)
{
	(void)unused;
	conn_kill(c);
}

static void close_all(struct server *s)
{
	struct relay *r = &s->relay;
	wheel_each(r->wheel, kill_one, NULL);
	pg_free(r->live);
	pg_free(r->ask);
	bus_free(r->bus);
	conn_flush_all(r);
	feed_free(r->feed);
	people_free(r->people);
	access_free(r->access);
	notice_free(r->notice);
	table_free(&r->channels, free);
	table_free(&r->users, free);
	table_free(&r->addresses, free);
	wheel_free(r->wheel);
	token_keys_free(r->keys);
	buf_free(&r->buf);
	arena_done(&r->arena);
	loop_free(r->loop);
	close(s->signals);
}

static void raise_limit(void)
{
	struct rlimit limit;
	if (getrlimit(RLIMIT_NOFILE, &limit) == 0 && limit.rlim_cur < limit.rlim_max) {
		limit.rlim_cur = limit.rlim_max;
		setrlimit(RLIMIT_NOFILE, &limit);
	}
}

int server_run(const struct conf *conf, int unix_fd, struct metrics *slots, int slot)
{
	static struct server s;
	signal(SIGPIPE, SIG_IGN);
	raise_limit();
	slots[slot] = (struct metrics){0};
	s.relay.metrics = &slots[slot];
	s.relay.all = slots;
	if (!open_all(&s, conf))
		return 1;
	watch_signals(&s);
	int tcp_fd = listen_tcp(conf->relay_listen);
	if (*conf->relay_listen && tcp_fd < 0)
		return 1;
	s.unix_watch.fd = unix_fd;
	s.tcp_watch.fd = tcp_fd;
	accept_again(&s);
	loop_timer(s.relay.loop, TICK_MS, on_tick, &s);
	feed_heal(&s.relay);
	while (!s.stop_at || (s.relay.connections && loop_now(s.relay.loop) < s.stop_at))
		loop_turn(s.relay.loop);
	close_all(&s);
	if (tcp_fd >= 0)
		close(tcp_fd);
	return 0;
}
