/* SPDX-License-Identifier: ISC */
/*
 * WebSocket frames from a client (RFC 6455): wslay takes headers and masks apart, this puts messages together.
 *
 * A struct frames is over 4 KB. It is needed only while a frame or a message is incomplete: frames_feed makes one when
 * it has to, and takes it away again (*frames becomes NULL) when the bytes end where a message ends. An idle connection
 * has none. Pure: no socket, no clock.
 */
#ifndef LUD_RELAY_FRAMES_H
#define LUD_RELAY_FRAMES_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct frames;

/* What came. text is not NUL-terminated and is the callee's to change until it returns. Out: false stops: nothing more
 * is read from these bytes or later ones. */
struct frames_handler {
	bool (*text)(void *context, char *text, size_t len); /* whole, valid UTF-8 */
	bool (*ping)(void *context, const void *bytes, size_t len); /* 125 bytes at most; a pong is due */
	bool (*pong)(void *context);
	bool (*close)(void *context, int code); /* what to answer: the peer's code, or 1000 when it gave none */
};

/* In: *frames NULL at first; max is the longest message. Out: 0, or the code to close with: 1002 protocol, 1003 binary,
 * 1007 bad UTF-8, 1009 too long. After that, or after a handler stopped, nothing may be fed any more. Owns:
 * frames_free. */
int frames_feed(struct frames **frames, const void *bytes, size_t len, size_t max, const struct frames_handler *handler,
	void *context);
void frames_free(struct frames *frames);

/* The header of an unmasked frame. Out: its length, 2 to 10. */
size_t frames_header(unsigned opcode, size_t len, unsigned char header_r[10]);
/* May this code stand in a close frame (RFC 6455 section 7.4)? */
bool frames_code_valid(unsigned code);

enum { FRAME_TEXT = 1, FRAME_BINARY = 2, FRAME_CLOSE = 8, FRAME_PING = 9, FRAME_PONG = 10 };

#endif
