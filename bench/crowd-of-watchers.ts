import { createSocket, type RemoteInfo } from 'node:dgram';
import { once } from 'node:events';
import { setTimeout as wait } from 'node:timers/promises';

/** Many desk phones behind one socket. */
export interface Crowd {
  /** When each watcher was first told of a dialog, ms, by the dialog's id. */
  readonly toldAt: ReadonlyMap<string, readonly number[]>;
  /** NOTIFYs and bytes of them so far. */
  readonly notifies: () => number;
  readonly bytes: () => number;
  /** How many have been told anything at all. */
  readonly arrived: () => number;
  close(): void;
}

/** SUBSCRIBEs sent in a burst, and the pause after it, ms: 200 a second. */
const burst = 20;
const burstMs = 100;

/** `count` subscriptions to the dialogs at `port` of this machine, over UDP, that answer what they are sent. */
export async function gatherCrowd(port: number, count: number): Promise<Crowd> {
  const socket = createSocket({ type: 'udp4', recvBufferSize: 8 * 1024 * 1024 });
  socket.bind(0, '127.0.0.1');
  await once(socket, 'listening');
  const own = `127.0.0.1:${socket.address().port}`;
  const toldAt = new Map<string, number[]>();
  const arrived = new Set<string>();
  const known = new Map<string, Set<string>>();
  let notifies = 0;
  let bytes = 0;

  const take = (datagram: Buffer, { port: from }: RemoteInfo): void => {
    const now = performance.now();
    const text = datagram.toString();
    if (!text.startsWith('NOTIFY')) return;
    socket.send(answerTo(text), from, '127.0.0.1');
    const watcher = /^Call-ID: (.*)$/imu.exec(text)?.[1] ?? '';
    notifies++;
    bytes += datagram.length;
    arrived.add(watcher);
    const seen = known.get(watcher) ?? new Set();
    known.set(watcher, seen);
    for (const [, id = ''] of text.matchAll(/<dialog id="([^"]+)"/gu)) {
      if (seen.has(id)) continue;
      seen.add(id);
      toldAt.set(id, [...(toldAt.get(id) ?? []), now]);
    }
  };
  socket.on('message', take);
  for (let first = 0; first < count; first += burst) {
    for (let index = first; index < Math.min(count, first + burst); index++)
      socket.send(subscribe(index, own, port), port, '127.0.0.1');
    await wait(burstMs);
  }
  return {
    toldAt,
    notifies: () => notifies,
    bytes: () => bytes,
    arrived: () => arrived.size,
    close: () => socket.close(),
  };
}

function subscribe(index: number, own: string, port: number): string {
  return [
    `SUBSCRIBE sip:alice@127.0.0.1:${port} SIP/2.0`,
    `Via: SIP/2.0/UDP ${own};rport;branch=z9hG4bK-crowd-${index}`,
    'Max-Forwards: 70',
    `From: <sip:watcher${index}@${own}>;tag=w${index}`,
    `To: <sip:alice@127.0.0.1:${port}>`,
    `Call-ID: watcher-${index}`,
    'CSeq: 1 SUBSCRIBE',
    `Contact: <sip:watcher${index}@${own}>`,
    'Event: dialog',
    'Expires: 3600',
    'Content-Length: 0',
    '\r\n',
  ].join('\r\n');
}

/** 200 to a request, with the fields that an answer takes from it. */
function answerTo(request: string): string {
  const [head = ''] = request.split('\r\n\r\n');
  const fields = head.split('\r\n').filter((line) => /^(?:Via|From|To|Call-ID|CSeq):/iu.test(line));
  return ['SIP/2.0 200 OK', ...fields, 'Content-Length: 0', '\r\n'].join('\r\n');
}
