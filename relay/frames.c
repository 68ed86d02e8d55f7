/* SPDX-License-Identifier: ISC */
#include "relay/frames.h"

#include "lib/log.h"

#include <stdlib.h>
#include <string.h>
#include <sys/types.h>
#include <wslay/wslay.h>

#define CONTROL_MAX 125

/* UTF-8 as it comes, character by character over fragments (RFC 3629). */
struct utf8 {
	unsigned char left, low, high; /* bytes that have to follow; the range of the next */
};

struct frames {
	wslay_frame_context_ptr wslay;
	const unsigned char *bytes; /* what wslay has not taken yet */
	size_t len;
	uint64_t fed, used; /* bytes given to wslay, bytes of frames that are complete */
	bool in_frame, in_message, is_text;
	uint64_t frame_off;
	struct utf8 utf8;
	char *message;
	size_t message_len, message_cap;
	unsigned char control[CONTROL_MAX];
	size_t control_len;
};

static struct frames *spare; /* the one that is in nobody's hands */

static ssize_t give(uint8_t *to, size_t len, int flags, void *context)
{
	struct frames *f = context;
	size_t n = f->len < len ? f->len : len;
	(void)flags;
	if (!n)
		return -1;
	memcpy(to, f->bytes, n);
	f->bytes += n;
	f->len -= n;
	f->fed += n;
	return (ssize_t)n;
}

static struct frames *take_new(void)
{
	static const struct wslay_frame_callbacks callbacks = {.recv_callback = give};
	struct frames *f = spare;
	spare = NULL;
	if (f)
		return f;
	f = calloc(1, sizeof(*f));
	if (!f || wslay_frame_context_init(&f->wslay, &callbacks, f) != 0)
		log_fatal("out of memory: frames");
	return f;
}

static void destroy(struct frames *f)
{
	wslay_frame_context_free(f->wslay);
	free(f->message);
	free(f);
}

void frames_free(struct frames *f)
{
	if (f)
		destroy(f);
}

/* At a message's end nothing in it matters any more: it serves the next. */
static void put_back(struct frames *f)
{
	if (spare) {
		destroy(f);
		return;
	}
	free(f->message);
	f->message = NULL;
	f->message_len = f->message_cap = 0;
	f->fed = f->used = 0;
	spare = f;
}

/* The first byte of a character. */
static bool utf8_first(struct utf8 *u, unsigned char c)
{
	u->low = 0x80;
	u->high = 0xbf;
	if (c < 0x80)
		return true;
	if (c < 0xc2 || c > 0xf4)
		return false;
	u->left = c < 0xe0 ? 1 : c < 0xf0 ? 2 : 3;
	u->low = c == 0xe0 ? 0xa0 : c == 0xf0 ? 0x90 : 0x80;
	u->high = c == 0xed ? 0x9f : c == 0xf4 ? 0x8f : 0xbf;
	return true;
}

static bool utf8_add(struct utf8 *u, const unsigned char *s, size_t len)
{
	for (size_t i = 0; i < len; i++) {
		if (!u->left) {
			if (!utf8_first(u, s[i]))
				return false;
			continue;
		}
		if (s[i] < u->low || s[i] > u->high)
			return false;
		u->left--;
		u->low = 0x80;
		u->high = 0xbf;
	}
	return true;
}

bool frames_code_valid(unsigned code)
{
	return (code >= 1000 && code <= 1014 && code != 1004 && code != 1005 && code != 1006) ||
	       (code >= 3000 && code <= 4999);
}

size_t frames_header(unsigned opcode, size_t len, unsigned char header_r[10])
{
	header_r[0] = (unsigned char)(0x80 | opcode);
	if (len < 126) {
		header_r[1] = (unsigned char)len;
		return 2;
	}
	size_t bytes = len < 65536 ? 2 : 8;
	header_r[1] = bytes == 2 ? 126 : 127;
	for (size_t i = 0; i < bytes; i++)
		header_r[2 + i] = (unsigned char)((uint64_t)len >> (8 * (bytes - 1 - i)));
	return 2 + bytes;
}

static size_t header_length(uint64_t payload)
{
	return 6 + (payload < 126 ? 0 : payload < 65536 ? 2 : 8);
}

/* What is wrong with a frame, known from its header. Out: 0 or a close code. */
static int check_header(struct frames *f, const struct wslay_frame_iocb *frame, size_t max)
{
	if (frame->rsv || !frame->mask)
		return 1002;
	switch (frame->opcode) {
	case WSLAY_CONTINUATION_FRAME:
		if (!f->in_message)
			return 1002;
		break;
	case WSLAY_TEXT_FRAME:
	case WSLAY_BINARY_FRAME:
		if (f->in_message)
			return 1002;
		f->in_message = true;
		f->is_text = frame->opcode == WSLAY_TEXT_FRAME;
		f->message_len = 0;
		f->utf8 = (struct utf8){0};
		if (!f->is_text)
			return 1003;
		break;
	case WSLAY_CONNECTION_CLOSE:
		return frame->payload_length == 1 ? 1002 : 0;
	case WSLAY_PING:
	case WSLAY_PONG:
		return 0;
	default:
		return 1002;
	}
	return frame->payload_length > max - f->message_len ? 1009 : 0;
}

static void keep(struct frames *f, const unsigned char *data, size_t len)
{
	if (f->message_len + len + 1 > f->message_cap) {
		f->message_cap = (f->message_len + len + 1) * 2;
		f->message = realloc(f->message, f->message_cap);
		if (!f->message)
			log_fatal("out of memory: message");
	}
	memcpy(f->message + f->message_len, data, len);
	f->message_len += len;
	f->message[f->message_len] = '\0';
}

static int end_close(struct frames *f, const struct frames_handler *h, void *context, bool *stop_r)
{
	struct utf8 reason = {0};
	unsigned code = f->control_len ? (unsigned)f->control[0] << 8 | f->control[1] : 1000;
	if (!frames_code_valid(code))
		return 1002;
	if (f->control_len > 2 && (!utf8_add(&reason, f->control + 2, f->control_len - 2) || reason.left))
		return 1007;
	h->close(context, (int)code);
	*stop_r = true;
	return 0;
}

/* A frame is complete. */
static int end_frame(struct frames *f, const struct wslay_frame_iocb *frame, const struct frames_handler *h,
	void *context, bool *stop_r)
{
	f->in_frame = false;
	f->used += header_length(frame->payload_length) + frame->payload_length;
	if (frame->opcode == WSLAY_CONNECTION_CLOSE)
		return end_close(f, h, context, stop_r);
	if (frame->opcode == WSLAY_PING) {
		*stop_r = !h->ping(context, f->control, f->control_len);
	} else if (frame->opcode == WSLAY_PONG) {
		*stop_r = !h->pong(context);
	} else if (frame->fin) {
		if (f->utf8.left)
			return 1007;
		f->in_message = false;
		keep(f, (const unsigned char *)"", 0);
		*stop_r = !h->text(context, f->message, f->message_len);
	}
	return 0;
}

static int take_part(struct frames *f, const struct wslay_frame_iocb *frame, size_t max, const struct frames_handler *h,
	void *context, bool *stop_r)
{
	bool control = frame->opcode & 8;
	if (!f->in_frame) {
		int code = check_header(f, frame, max);
		if (code)
			return code;
		f->in_frame = true;
		f->frame_off = 0;
		if (control)
			f->control_len = 0;
	}
	if (control) {
		memcpy(f->control + f->control_len, frame->data, frame->data_length);
		f->control_len += frame->data_length;
	} else {
		if (!utf8_add(&f->utf8, frame->data, frame->data_length))
			return 1007;
		keep(f, frame->data, frame->data_length);
	}
	f->frame_off += frame->data_length;
	return f->frame_off == frame->payload_length ? end_frame(f, frame, h, context, stop_r) : 0;
}

int frames_feed(struct frames **frames, const void *bytes, size_t len, size_t max, const struct frames_handler *handler,
	void *context)
{
	struct frames *f = *frames ? *frames : take_new();
	bool stop = false;
	int code = 0;
	*frames = f;
	f->bytes = bytes;
	f->len = len;
	while (!code && !stop) {
		struct wslay_frame_iocb frame = {0};
		ssize_t n = wslay_frame_recv(f->wslay, &frame);
		if (n == WSLAY_ERR_WANT_READ)
			break;
		code = n < 0 ? 1002 : take_part(f, &frame, max, handler, context, &stop);
	}
	if (!code && !stop && !f->in_frame && !f->in_message && f->fed == f->used) {
		*frames = NULL;
		put_back(f);
	}
	return code;
}
