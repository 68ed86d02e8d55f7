/* SPDX-License-Identifier: ISC */
// wsload: opens many WebSocket (or SSE) subscribers, publishes events, counts deliveries and their latency.
// One thread, epoll. Frames are counted by the marker "timestamp"; the event's own ISO timestamp gives the latency.
//
//   wsload -p PORT -u PATH -n CONNS -d SECS [-a HOST] [-m MSG]... [-H HEADER]... [-e] [-s] [-w SETTLE_SECS]
//          [-P redis:PORT:CHANNEL | http:PORT:PATH | pg:CONNINFO -q SQL -B SOCKET:CHANNEL] [-r RATE | -W WINDOW]
//
//   -m   text frame sent after the upgrade (after the namespace ack with -e); repeatable
//   -H   extra request header, such as "Authorization: Bearer ..."; repeatable
//   -e   engine.io / socket.io: answer the open packet with 40 (or a later -m 40…), pings (2) with 3
//   -s   Server-Sent Events instead of WebSocket
//   -P   publish by Redis PUBLISH, or by HTTP POST to PATH; or write the events to PostgreSQL by the statement of -q, whose $1 is how many (one
//        transaction at a time, of all that are due), and ring the bell on CHANNEL of the Redis at SOCKET after each commit
//   -r   events per second; -W instead keeps that many events in flight (saturation)
// Prints one JSON line. "ready" goes to stderr once all subscribers are connected.
#define _GNU_SOURCE
#include <arpa/inet.h>
#include <errno.h>
#include <fcntl.h>
#include <libpq-fe.h>
#include <netinet/tcp.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/epoll.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <time.h>
#include <unistd.h>

enum { CONNECTING, UPGRADING, OPENING, READY, CLOSED };
struct conn { int fd, state; uint32_t keep, cap; uint64_t got; char *carry; };

static char request[8192], *hello = "40", *msgs[16], buf[1 << 20];
static int nmsgs, engineio, sse, ready, closed, port = 80, total = 1, opened, inprogress;
static uint64_t deliveries, bytes, published, hist[64 * 64], first_us, last_us, samples;
static const char *host = "127.0.0.1", *path = "/";
static struct conn *conns, pub;
static int ep, pub_http;
static char pubbuf[1 << 20], target[256], chan_[256];
static size_t publen;

static uint64_t us(clockid_t c) { struct timespec t; clock_gettime(c, &t); return t.tv_sec * 1000000ull + t.tv_nsec / 1000; }
static void die(const char *s) { perror(s); exit(1); }

static int bucket(uint64_t v) { // 32 linear steps per power of two
  if (v < 32) return v;
  int e = 63 - __builtin_clzll(v);
  return (e - 4) * 32 + ((v >> (e - 5)) & 31);
}
static double unbucket(int b) { return b < 32 ? b : (double)((32ull + b % 32) << (b / 32 - 1)) + 0.5 * (1ull << (b / 32 - 1)); }
static double quantile(double q) {
  uint64_t want = samples * q, sum = 0;
  for (int i = 0; i < 64 * 64; i++) if ((sum += hist[i]) > want) return unbucket(i) / 1000.0;
  return 0;
}

// time of day in us out of "...timestamp":"2024-01-15T14:45:30.123456Z" (escaped quotes too); -1 if there is none
static int64_t stamp(const char *p, size_t n) {
  static size_t at; // where it stood last
  const char *s = p + at, *end = p + n;
  if (at + 9 > n || memcmp(s, "timestamp", 9)) { if (!(s = memmem(p, n, "timestamp", 9))) return -1; at = s - p; }
  if (!(s = memchr(s + 9, 'T', end - s - 9)) || end - s < 9) return -2;
  #define D(i) (s[i] - '0')
  int64_t t = ((D(1) * 10 + D(2)) * 3600ll + (D(4) * 10 + D(5)) * 60 + D(7) * 10 + D(8)) * 1000000, f = 100000;
  for (const char *c = s + 10; s[9] == '.' && c < end && *c >= '0' && *c <= '9' && f; c++, f /= 10) t += (*c - '0') * f;
  return t;
}
static PGconn *pg; // the publisher that writes events; one statement in flight
// One event in flight: what its time went to, in us, in the mean: until it is written (0 without PostgreSQL), from there to the first who has it, and to the last.
static uint64_t begun, written, heard, sum_write, sum_first, sum_spread, laps;
static void lap(uint64_t last, uint64_t now) { // the event's last delivery was at `last`; the next begins now
  if (heard) sum_write += written - begun, sum_first += heard - written, sum_spread += last - heard, laps++;
  begun = written = now, heard = 0;
}
static void delivery(struct conn *c, const char *p, size_t n, uint64_t now) {
  int64_t t = stamp(p, n);
  if (t == -1) return;
  c->got++, deliveries++, last_us = now;
  if (!first_us) first_us = now;
  if (!heard) heard = now;
  if (t < 0) return;
  int64_t d = (int64_t)(now % 86400000000ull) - t;
  if (d < 0) d += 86400000000ll;
  hist[bucket(d)]++, samples++;
}

static void sendall(int fd, const char *p, size_t n) {
  while (n) {
    ssize_t k = send(fd, p, n, MSG_NOSIGNAL);
    if (k < 0 && errno == EAGAIN) { usleep(100); continue; }
    if (k < 0) return;
    p += k, n -= k;
  }
}
static void text(struct conn *c, int op, const char *s, size_t n) { // masked with an all-zero key
  char f[4096]; size_t h = 2;
  if (n > sizeof f - 16) n = sizeof f - 16;
  f[0] = 0x80 | op, f[1] = 0x80 | (n < 126 ? n : 126);
  if (n >= 126) f[2] = n >> 8, f[3] = n, h = 4;
  memset(f + h, 0, 4); memcpy(f + h + 4, s, n);
  sendall(c->fd, f, h + 4 + n);
}
static void subscribe(struct conn *c) {
  for (int i = 0; i < nmsgs; i++) text(c, 1, msgs[i], strlen(msgs[i]));
  c->state = READY, ready++, inprogress--;
}
static void drop(struct conn *c) {
  if (c->state != READY) inprogress--;
  close(c->fd), c->state = CLOSED, closed++;
}
static void open_one(struct conn *c) {
  struct sockaddr_in a = { .sin_family = AF_INET, .sin_port = htons(port) };
  inet_pton(AF_INET, host, &a.sin_addr);
  if ((c->fd = socket(AF_INET, SOCK_STREAM | SOCK_NONBLOCK, 0)) < 0) die("socket");
  setsockopt(c->fd, IPPROTO_TCP, TCP_NODELAY, &(int){1}, 4);
  if (connect(c->fd, (void *)&a, sizeof a) && errno != EINPROGRESS) die("connect");
  c->state = CONNECTING, inprogress++;
  epoll_ctl(ep, EPOLL_CTL_ADD, c->fd, &(struct epoll_event){ EPOLLOUT, { .ptr = c } });
}

static size_t parse(struct conn *c, char *p, size_t n, uint64_t now) { // returns the bytes consumed
  size_t o = 0;
  if (c->state == UPGRADING) {
    char *e = memmem(p, n, "\r\n\r\n", 4);
    if (!e) return 0;
    if (strncmp(p, sse ? "HTTP/1.1 200" : "HTTP/1.1 101", 12)) { fprintf(stderr, "%.*s\n", (int)(n > 300 ? 300 : n), p); drop(c); return n; }
    o = e + 4 - p;
    if (engineio) c->state = OPENING; else subscribe(c);
  }
  if (sse) {
    static size_t record; // as long as the last: its lines need not be looked for, as a frame's end need not
    char *e;
    while (record && n - o >= record && !memcmp(p + o, "id: ", 4) && !memcmp(p + o + record - 3, "}\n\n", 3))
      delivery(c, p + o, record, now), o += record;
    size_t begin = o;
    while ((e = memchr(p + o, '\n', n - o))) {
      if (e - p - o > 5 && !memcmp(p + o, "data:", 5)) delivery(c, p + begin, e - p - begin, now);
      if (e == p + o) record = o + 1 - begin > 128 && !memcmp(p + begin, "id: ", 4) ? o + 1 - begin : record, begin = o + 1;
      o = e + 1 - p;
    }
    return o;
  }
  while (n - o >= 2) {
    unsigned char *f = (unsigned char *)p + o;
    size_t len = f[1] & 127, h = 2;
    if (len == 126) { if (n - o < 4) break; len = f[2] << 8 | f[3], h = 4; }
    else if (len == 127) { if (n - o < 10) break; len = 0; for (int i = 2; i < 10; i++) len = len << 8 | f[i]; h = 10; }
    if (n - o < h + len) break;
    char *d = (char *)f + h; int op = f[0] & 15;
    o += h + len;
    if (op == 9) { text(c, 10, d, len); continue; }
    if (op == 8) { drop(c); return n; }
    if (op > 2) continue;
    if (engineio && len) {
      if (d[0] == '0') { text(c, 1, hello, strlen(hello)); continue; }
      if (d[0] == '2') { text(c, 1, "3", 1); continue; }
      if (c->state == OPENING && len > 1 && d[0] == '4' && d[1] == '0') { subscribe(c); continue; }
    }
    delivery(c, d, len, now);
  }
  return o;
}
static void readable(struct conn *c) {
  if (c->keep) memcpy(buf, c->carry, c->keep);
  ssize_t k = recv(c->fd, buf + c->keep, sizeof buf - c->keep, 0);
  if (k < 0 && errno == EAGAIN) return;
  if (k <= 0) { drop(c); return; }
  bytes += k;
  size_t n = c->keep + k, o = parse(c, buf, n, us(CLOCK_REALTIME));
  if (c->state == CLOSED) return;
  if ((c->keep = n - o) > c->cap) c->carry = realloc(c->carry, c->cap = c->keep + 512);
  if (c->keep) memcpy(c->carry, buf + o, c->keep);
}

static uint64_t due, writing;
static void ring_bell(void) {
  publen += sprintf(pubbuf + publen, "*3\r\n$7\r\nPUBLISH\r\n$%zu\r\n%s\r\n$2\r\n{}\r\n", strlen(chan_), chan_);
}
static void pg_begin(void) {
  char n[24]; const char *values[] = { n };
  if (writing || !due) return;
  snprintf(n, sizeof n, "%lu", writing = due), due = 0;
  if (!PQsendQueryPrepared(pg, "publish", 1, values, 0, 0, 0) || PQflush(pg)) { fprintf(stderr, "%s", PQerrorMessage(pg)); exit(1); }
}
static void pg_readable(void) {
  PGresult *r;
  if (!PQconsumeInput(pg)) { fprintf(stderr, "%s", PQerrorMessage(pg)); exit(1); }
  while (writing && !PQisBusy(pg)) {
    if (!(r = PQgetResult(pg))) { writing = 0, written = us(CLOCK_REALTIME); ring_bell(); break; }
    if (PQresultStatus(r) != PGRES_TUPLES_OK) { fprintf(stderr, "%s", PQerrorMessage(pg)); exit(1); }
    PQclear(r);
  }
  pg_begin();
}
static void pg_open(const char *conninfo, const char *sql, const char *bell) {
  struct sockaddr_un a = { .sun_family = AF_UNIX }; const char *colon = bell ? strchr(bell, ':') : 0;
  pg = PQconnectdb(conninfo);
  PGresult *r = PQprepare(pg, "publish", sql ? sql : "", 0, 0);
  if (PQresultStatus(r) != PGRES_COMMAND_OK || !colon) { fprintf(stderr, "%s", PQerrorMessage(pg)); exit(1); }
  PQclear(r), PQsetnonblocking(pg, 1);
  snprintf(a.sun_path, sizeof a.sun_path, "%.*s", (int)(colon - bell), bell), snprintf(chan_, sizeof chan_, "%s", colon + 1);
  pub.fd = socket(AF_UNIX, SOCK_STREAM, 0);
  if (connect(pub.fd, (void *)&a, sizeof a)) die("bell");
  fcntl(pub.fd, F_SETFL, O_NONBLOCK);
}

static void publish(void) {
  if (pg) { due++, published++; return; }
  char ev[512], t[32]; uint64_t now = us(CLOCK_REALTIME); time_t s = now / 1000000; struct tm tm;
  strftime(t, sizeof t, "%Y-%m-%dT%H:%M:%S", gmtime_r(&s, &tm));
  // byte for byte what Ludwright's relay sends for this event
  int n = snprintf(ev, sizeof ev, "{\"event\":\"agent:progress\",\"data\":{\"agentId\": \"agent_7d3f1a529c1e4b7f8a602f5e0c9d4b11\", \"progress\": 42, "
    "\"projectId\": \"proj_2f5e0c9d4b117d3f1a529c1e4b7f8a60\", \"timestamp\": \"%s.%03dZ\", \"currentTask\": \"Generating sprite animations\",\"seq\":%lu,\"prev\":%lu}}",
    t, (int)(now % 1000000) / 1000, published + 1, published);
  if (publen > sizeof pubbuf - 2048) return;
  publen += pub_http
    ? sprintf(pubbuf + publen, "POST %s HTTP/1.1\r\nHost: x\r\nContent-Type: application/json\r\nContent-Length: %d\r\n\r\n%s", target, n, ev)
    : sprintf(pubbuf + publen, "*3\r\n$7\r\nPUBLISH\r\n$%zu\r\n%s\r\n$%d\r\n%s\r\n", strlen(chan_), chan_, n, ev);
  published++;
}
static void flush_pub(void) {
  if (!publen) return;
  ssize_t k = send(pub.fd, pubbuf, publen, MSG_NOSIGNAL | MSG_DONTWAIT);
  if (k < 0) { if (errno != EAGAIN) die("publish"); return; }
  memmove(pubbuf, pubbuf + k, publen -= k);
}

int main(int argc, char **argv) {
  double secs = 5, rate = 0, settle = 1; int window = 0, o, pubport = 0; const char *conninfo = 0, *sql = 0, *bell = 0; char headers[4096] = "";
  while ((o = getopt(argc, argv, "a:p:u:n:d:m:H:esw:P:q:B:r:W:")) > 0) switch (o) {
    case 'a': host = optarg; break;
    case 'p': port = atoi(optarg); break;
    case 'u': path = optarg; break;
    case 'n': total = atoi(optarg); break;
    case 'd': secs = atof(optarg); break;
    case 'm': if (engineio && !strncmp(optarg, "40", 2)) hello = optarg; else if (nmsgs < 16) msgs[nmsgs++] = optarg; break;
    case 'H': strcat(strcat(headers, optarg), "\r\n"); break;
    case 'e': engineio = 1; break;
    case 's': sse = 1; break;
    case 'w': settle = atof(optarg); break;
    case 'q': sql = optarg; break;
    case 'B': bell = optarg; break;
    case 'P': if (!strncmp(optarg, "pg:", 3)) { conninfo = optarg + 3; break; }
      pub_http = optarg[0] == 'h'; if (sscanf(optarg, pub_http ? "http:%d:%255s" : "redis:%d:%255s", &pubport, pub_http ? target : chan_) != 2) return 2; break;
    case 'r': rate = atof(optarg); break;
    case 'W': window = atoi(optarg); break;
    default: return 2;
  }
  snprintf(request, sizeof request, sse ? "GET %s HTTP/1.1\r\nHost: %s:%d\r\nAccept: text/event-stream\r\n%s\r\n"
    : "GET %s HTTP/1.1\r\nHost: %s:%d\r\nUpgrade: websocket\r\nConnection: Upgrade\r\nSec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\nSec-WebSocket-Version: 13\r\n%s\r\n",
    path, host, port, headers);
  conns = calloc(total, sizeof *conns);
  ep = epoll_create1(0);
  if (pubport > 0) {
    struct sockaddr_in a = { .sin_family = AF_INET, .sin_port = htons(pubport) };
    inet_pton(AF_INET, host, &a.sin_addr);
    pub.fd = socket(AF_INET, SOCK_STREAM, 0);
    if (connect(pub.fd, (void *)&a, sizeof a)) die("publisher");
    setsockopt(pub.fd, IPPROTO_TCP, TCP_NODELAY, &(int){1}, 4);
    fcntl(pub.fd, F_SETFL, O_NONBLOCK);
    epoll_ctl(ep, EPOLL_CTL_ADD, pub.fd, &(struct epoll_event){ EPOLLIN, { .ptr = &pub } });
  }
  if (conninfo) {
    pg_open(conninfo, sql, bell), pubport = -1;
    epoll_ctl(ep, EPOLL_CTL_ADD, pub.fd, &(struct epoll_event){ EPOLLIN, { .ptr = &pub } });
    epoll_ctl(ep, EPOLL_CTL_ADD, PQsocket(pg), &(struct epoll_event){ EPOLLIN, { .ptr = &pg } });
  }
  struct epoll_event ev[512];
  uint64_t t0 = us(CLOCK_MONOTONIC), tready = 0, start = 0, now; struct rusage r0 = {0}, r1;
  for (;;) {
    while (opened < total && inprogress < 128) open_one(&conns[opened++]);
    now = us(CLOCK_MONOTONIC);
    if (!tready && ready + closed == total) {
      tready = now; fprintf(stderr, "ready %d closed %d\n", ready, closed);
      if (!ready) return 1;
    }
    if (!tready && now - t0 > 60e6) { fprintf(stderr, "only %d of %d connected\n", ready, total); return 1; }
    if (tready && !start && now - tready >= settle * 1e6) {
      start = now, deliveries = bytes = samples = first_us = 0, memset(hist, 0, sizeof hist), getrusage(RUSAGE_SELF, &r0);
      for (int i = 0; i < total; i++) conns[i].got = 0;
    }
    if (start && now - start >= secs * 1e6 && (window || deliveries >= published * ready || now - start > (secs + 2) * 1e6)) break;
    int wait = 5;
    if (start && pubport && now - start < secs * 1e6) {
      if (window) while (published < deliveries / ready + window) { if (window == 1) lap(last_us, us(CLOCK_REALTIME)); publish(); }
      else if (rate > 0) {
        while (published < (now - start) * rate / 1e6) publish();
        double next = published * 1e6 / rate + start - now;
        wait = next > 5000 ? 5 : next / 1000;
      }
    }
    if (pg) pg_begin();
    flush_pub();
    int n = epoll_wait(ep, ev, 512, wait);
    for (int i = 0; i < n; i++) {
      struct conn *c = ev[i].data.ptr;
      if (ev[i].data.ptr == &pg) { pg_readable(), flush_pub(); continue; }
      if (c == &pub) { if (recv(pub.fd, buf, sizeof buf, 0) == 0) { fprintf(stderr, "publisher closed\n"); return 1; } continue; }
      if (c->state == CLOSED) continue;
      if (c->state == CONNECTING) {
        int e = 0; socklen_t l = sizeof e; getsockopt(c->fd, SOL_SOCKET, SO_ERROR, &e, &l);
        if (e) { fprintf(stderr, "connect: %s\n", strerror(e)); drop(c); continue; }
        epoll_ctl(ep, EPOLL_CTL_MOD, c->fd, &(struct epoll_event){ EPOLLIN, { .ptr = c } });
        sendall(c->fd, request, strlen(request)); c->state = UPGRADING;
      } else readable(c);
    }
  }
  getrusage(RUSAGE_SELF, &r1);
  double el = (now - start) / 1e6, cpu = (r1.ru_utime.tv_sec - r0.ru_utime.tv_sec + r1.ru_stime.tv_sec - r0.ru_stime.tv_sec) +
    (r1.ru_utime.tv_usec - r0.ru_utime.tv_usec + r1.ru_stime.tv_usec - r0.ru_stime.tv_usec) / 1e6;
  uint64_t lo = UINT64_MAX, hi = 0;
  for (int i = 0; i < total; i++) { if (conns[i].got < lo) lo = conns[i].got; if (conns[i].got > hi) hi = conns[i].got; }
  printf("{\"conns\":%d,\"closed\":%d,\"connect_s\":%.2f,\"secs\":%.2f,\"published\":%lu,\"deliveries\":%lu,\"per_s\":%.0f,\"min_conn\":%lu,\"max_conn\":%lu,"
    "\"bytes_per\":%.0f,\"p50_ms\":%.3f,\"p99_ms\":%.3f,\"client_cpu\":%.3f,\"write_us\":%.0f,\"first_us\":%.0f,\"spread_us\":%.0f}\n",
    ready, closed, (tready - t0) / 1e6, el, published, deliveries, deliveries / el, lo, hi,
    deliveries ? (double)bytes / deliveries : 0, quantile(.5), quantile(.99), cpu / el,
    laps ? (double)sum_write / laps : 0, laps ? (double)sum_first / laps : 0, laps ? (double)sum_spread / laps : 0);
}
