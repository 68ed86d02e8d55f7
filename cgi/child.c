/* SPDX-License-Identifier: ISC */
#include "cgi/child.h"

#include "cgi/api.h"
#include "cgi/auth.h"
#include "cgi/dispatch.h"
#include "lib/clock.h"
#include "lib/counters.h"
#include "lib/log.h"

#include <errno.h>
#include <fcgiapp.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <sys/epoll.h>
#include <sys/socket.h>
#include <time.h>
#include <unistd.h>

#define ARENA_MAX (48u << 20)
#define IO_SECONDS 30
#define DRAIN_MAX (64L << 20)
#define SHORT_ANSWER 16384
#define STRAIGHT_MAX 16 /* requests taken without a look at signals */

static volatile sig_atomic_t stopping, reopening;
static size_t answered; /* bytes of the answer at work */

static void on_term(int signal)
{
	(void)signal;
	stopping = 1;
}

static void on_usr1(int signal)
{
	(void)signal;
	reopening = 1;
}

/* Runs of projects that name no provider get the installation's (functions/run_create.sql). `offline` is what they get
 * anyway, and what the database's own setting may change. */
static void set_session(const struct conf *conf)
{
	char options[64];
	snprintf(options, sizeof(options), "-c ludwright.user_month_usd=%d", conf->provider_user_month_usd);
	db_add_options(options);
	if (!strcmp(conf->provider, "offline"))
		return;
	snprintf(options, sizeof(options), "-c ludwright.provider=%s", conf->provider);
	db_add_options(options);
}

static long fcgi_read(void *self, char *bytes_r, size_t len)
{
	FCGX_Request *request = self;
	return FCGX_GetStr(bytes_r, (int)(len > 1 << 20 ? 1 << 20 : len), request->in);
}

static void set_limit(int fd, int option)
{
	struct timeval limit = {.tv_sec = IO_SECONDS};
	setsockopt(fd, SOL_SOCKET, option, &limit, sizeof limit);
}

static int fcgi_write(void *self, const char *bytes, size_t len)
{
	FCGX_Request *request = self;
	/* what is short fits into the socket's buffer */
	if (answered <= SHORT_ANSWER && answered + len > SHORT_ANSWER)
		set_limit(request->ipcFd, SO_SNDTIMEO);
	answered += len;
	while (len) {
		int part = (int)(len > 1 << 20 ? 1 << 20 : len);
		if (FCGX_PutStr(bytes, part, request->out) != part)
			return -1;
		bytes += part;
		len -= (size_t)part;
	}
	return 0;
}

/* A peer that closes with bytes unread resets the connection, and nginx would lose the answer with it. With all read, a
 * plain close will do: libfcgi's own waits for the other side first (detached says not to). */
static void drain(FCGX_Request *request)
{
	static char sink[16384];
	long left = DRAIN_MAX;
	for (int n; left > 0 && (n = FCGX_GetStr(sink, sizeof sink, request->in)) > 0;)
		left -= n;
}

static enum err api_open(struct api *api, const struct conf *conf, struct shared *shared)
{
	*api = (struct api){.conf = conf, .shared = shared};
	arena_init(&api->arena, ARENA_MAX);
	api->sessions = session_cache_new();
	api->counters = counters_open(conf->metrics_file);
	enum err err = redis_open(conf->redis_url, &api->redis);
	if (err)
		log_error("redis.url is not understood");
	else if ((err = store_open(conf->files_dir, &api->store)))
		log_error("the file store %s cannot be opened: %s", conf->files_dir, strerror(errno));
	else if ((err = token_keys_load(conf->keys_dir, conf->public_url, &api->keys)))
		log_error("no keys in %s: ludctl keys create makes them", conf->keys_dir);
	set_session(conf);
	if (!err && db_open(conf->database_url, "ludwright-api", api_sql, &api->db)) {
		log_warn("the database cannot be reached yet");
		api->db = NULL;
	}
	return err;
}

static void api_close(struct api *api)
{
	db_close(api->db);
	redis_close(api->redis);
	store_close(api->store);
	token_keys_free(api->keys);
	session_cache_free(api->sessions);
	counters_close(api->counters);
	arena_done(&api->arena);
}

/* While the database was away at the start: try again, at most once a second. */
static void database_again(struct api *api)
{
	static int64_t next;
	int64_t now = clock_monotonic_ms();
	if (api->db || now < next)
		return;
	next = now + 1000;
	if (db_open(api->conf->database_url, "ludwright-api", api_sql, &api->db))
		api->db = NULL;
}

/* libfcgi with a connection of ours: it accepts none itself when ipcFd is set and the request counts as kept. */
static void serve(struct api *api, FCGX_Request *request, int fd)
{
	set_limit(fd, SO_RCVTIMEO);
	answered = 0;
	request->ipcFd = fd;
	request->keepConnection = 1;
	if (FCGX_Accept_r(request) < 0)
		return;
	struct http_io io = {.variables = (const char *const *)request->envp,
		.read = fcgi_read,
		.write = fcgi_write,
		.self = request};
	database_again(api);
	dispatch(api, &io);
	drain(request);
	request->detached = 1;
	FCGX_Finish_r(request);
}

static void signals(void)
{
	struct sigaction term = {.sa_handler = on_term}, usr1 = {.sa_handler = on_usr1},
			 ignore = {.sa_handler = SIG_IGN};
	sigaction(SIGTERM, &term, NULL);
	sigaction(SIGUSR1, &usr1, NULL);
	sigaction(SIGPIPE, &ignore, NULL);
	sigaction(SIGINT, &ignore, NULL);
	sigaction(SIGHUP, &ignore, NULL);
}

static void loop(struct api *api, int listen_fd, struct shared_child *self)
{
	FCGX_Request request;
	sigset_t open_mask;
	struct epoll_event event = {.events = EPOLLIN | EPOLLEXCLUSIVE};
	int poll_fd = epoll_create1(EPOLL_CLOEXEC);
	if (poll_fd < 0 || epoll_ctl(poll_fd, EPOLL_CTL_ADD, listen_fd, &event) < 0 || FCGX_Init() ||
		FCGX_InitRequest(&request, -1, 0))
		return;
	sigemptyset(&open_mask);
	for (int straight = 0; !stopping;) {
		if (reopening) {
			reopening = 0;
			log_reopen();
		}
		/* while requests queue, waiting for one would only cost a call */
		if (!straight && epoll_pwait(poll_fd, &event, 1, -1, &open_mask) < 1)
			continue;
		int fd = accept4(listen_fd, NULL, NULL, SOCK_CLOEXEC);
		if (fd < 0) {
			straight = 0;
			if (errno == EMFILE || errno == ENFILE || errno == ENOMEM || errno == ENOBUFS)
				nanosleep(&(struct timespec){.tv_nsec = 50000000}, NULL);
			continue;
		}
		straight = (straight + 1) % STRAIGHT_MAX;
		atomic_store(&self->busy_since, clock_monotonic_ms());
		serve(api, &request, fd);
		atomic_store(&self->busy_since, 0);
		atomic_fetch_add(&self->requests, 1);
	}
	FCGX_Free(&request, 1);
	close(poll_fd);
}

int child_run(int listen_fd, const struct conf *conf, struct shared *shared, struct shared_child *self)
{
	struct api api;
	signals();
	if (api_open(&api, conf, shared))
		return 1;
	atomic_store(&self->pid, getpid());
	loop(&api, listen_fd, self);
	api_close(&api);
	return stopping ? 0 : 1;
}

static long cgi_read(void *self, char *bytes_r, size_t len)
{
	(void)self;
	return read(STDIN_FILENO, bytes_r, len);
}

static int cgi_write(void *self, const char *bytes, size_t len)
{
	(void)self;
	while (len) {
		ssize_t n = write(STDOUT_FILENO, bytes, len);
		if (n < 0)
			return -1;
		bytes += n;
		len -= (size_t)n;
	}
	return 0;
}

extern char **environ;

int child_cgi(const struct conf *conf)
{
	struct api api;
	struct shared *shared = shared_new(conf->api_password_children, 1);
	struct http_io io = {.variables = (const char *const *)environ, .read = cgi_read, .write = cgi_write};
	if (!shared || api_open(&api, conf, shared))
		return 1;
	dispatch(&api, &io);
	api_close(&api);
	shared_free(shared);
	return 0;
}
