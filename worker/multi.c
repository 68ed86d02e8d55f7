/* SPDX-License-Identifier: ISC */
#include "worker/multi.h"

#include <stdlib.h>

struct multi {
	CURLM *curl;
	struct loop *loop;
	struct loop_timer *timer; /* NULL: libcurl waits for none */
	multi_done_fn *done;
	void *context;
};

struct multi_socket {
	struct multi *multi;
	curl_socket_t fd;
	struct loop_watch *watch;
};

static void look_for_ends(struct multi *m)
{
	CURLMsg *message;
	int left;
	while ((message = curl_multi_info_read(m->curl, &left))) {
		void *owner = NULL;
		CURL *easy = message->easy_handle;
		CURLcode code = message->data.result;
		if (message->msg != CURLMSG_DONE)
			continue;
		curl_easy_getinfo(easy, CURLINFO_PRIVATE, (char **)&owner);
		curl_multi_remove_handle(m->curl, easy);
		m->done(m->context, owner, code);
	}
}

static void on_socket(void *context, short revents)
{
	struct multi_socket *s = context;
	struct multi *m = s->multi;
	int running, action = revents & (POLLIN | POLLHUP) ? CURL_CSELECT_IN : 0;
	if (revents & POLLOUT)
		action |= CURL_CSELECT_OUT;
	if (revents & (POLLERR | POLLNVAL))
		action |= CURL_CSELECT_ERR;
	curl_multi_socket_action(m->curl, s->fd, action, &running);
	look_for_ends(m);
}

static int watch_socket(CURL *easy, curl_socket_t fd, int what, void *user, void *kept)
{
	struct multi *m = user;
	struct multi_socket *s = kept;
	(void)easy;
	if (s)
		loop_unwatch(m->loop, s->watch);
	if (what == CURL_POLL_REMOVE) {
		free(s);
		return 0;
	}
	if (!s) {
		if (!(s = calloc(1, sizeof *s)))
			return -1;
		*s = (struct multi_socket){.multi = m, .fd = fd};
		curl_multi_assign(m->curl, fd, s);
	}
	short events = (short)((what & CURL_POLL_IN ? POLLIN : 0) | (what & CURL_POLL_OUT ? POLLOUT : 0));
	s->watch = loop_watch(m->loop, fd, events, on_socket, s);
	return 0;
}

static void on_timer(void *context)
{
	struct multi *m = context;
	int running;
	m->timer = NULL;
	curl_multi_socket_action(m->curl, CURL_SOCKET_TIMEOUT, 0, &running);
	look_for_ends(m);
}

static int set_timer(CURLM *curl, long ms, void *user)
{
	struct multi *m = user;
	(void)curl;
	loop_timer_stop(m->loop, m->timer);
	m->timer = ms < 0 ? NULL : loop_timer(m->loop, ms, on_timer, m);
	return 0;
}

struct multi *multi_open(struct loop *loop, multi_done_fn *done, void *context)
{
	struct multi *m = calloc(1, sizeof *m);
	if (!m)
		return NULL;
	*m = (struct multi){.loop = loop, .done = done, .context = context};
	if (curl_global_init(CURL_GLOBAL_DEFAULT) || !(m->curl = curl_multi_init())) {
		free(m);
		return NULL;
	}
	curl_multi_setopt(m->curl, CURLMOPT_SOCKETFUNCTION, watch_socket);
	curl_multi_setopt(m->curl, CURLMOPT_SOCKETDATA, m);
	curl_multi_setopt(m->curl, CURLMOPT_TIMERFUNCTION, set_timer);
	curl_multi_setopt(m->curl, CURLMOPT_TIMERDATA, m);
	return m;
}

void multi_close(struct multi *m)
{
	if (!m)
		return;
	curl_multi_cleanup(m->curl);
	loop_timer_stop(m->loop, m->timer);
	free(m);
}

bool multi_add(struct multi *m, CURL *easy)
{
	return !curl_multi_add_handle(m->curl, easy);
}

void multi_remove(struct multi *m, CURL *easy)
{
	curl_multi_remove_handle(m->curl, easy);
}
