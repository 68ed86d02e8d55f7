// SPDX-License-Identifier: ISC
// ws + ioredis: one pre-encoded frame per event, and one write per socket and turn of the event loop. For bench/relay.
//   ws.mjs PORT REDIS-PORT
import { WebSocketServer, Sender } from 'ws';
import Redis from 'ioredis';
import http from 'node:http';

const server = http.createServer();
const wss = new WebSocketServer({ server, perMessageDeflate: false, clientTracking: false });
const sub = new Redis(+process.argv[3], '127.0.0.1');
const rooms = new Map();
const pending = new Map();
sub.on('messageBuffer', (ch, buf) => {
  const channel = ch.toString(), room = rooms.get(channel);
  if (!room) return;
  const frame = Sender.frame(buf, { fin: true, opcode: 1, mask: false, rsv1: false, readOnly: true });
  const q = pending.get(channel);
  if (q) { q.push(...frame); return; }
  pending.set(channel, frame);
  setImmediate(() => {
    const all = Buffer.concat(pending.get(channel));
    pending.delete(channel);
    for (const s of room) s._socket.write(all);
  });
});
wss.on('connection', (s) => {
  const mine = new Set();
  s.on('message', (m) => {
    const { event, data } = JSON.parse(m);
    if (event !== 'subscribe:project') return;
    const channel = 'project:' + data.projectId;
    mine.add(channel);
    let room = rooms.get(channel);
    if (!room) { rooms.set(channel, room = new Set()); sub.subscribe(channel); }
    room.add(s);
  });
  s.on('close', () => { for (const c of mine) rooms.get(c)?.delete(s); });
  s.on('error', () => s.terminate());
});
server.listen(+process.argv[2], '127.0.0.1', 4096);
