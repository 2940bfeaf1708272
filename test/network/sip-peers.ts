import { createSocket } from 'node:dgram';
import { once } from 'node:events';
import { connect, type Socket } from 'node:net';
import { sipLimitsSchema, type SipLimits } from '../../src-bridge/sip-limits.ts';
import type { IncomingRequest } from '../../src-main/dialog-package/sip/sip-endpoint.ts';
import type { SipRequest } from '../../src-main/dialog-package/sip/sip-message.ts';
import { openSipStack, type SipStack, type SipStackOptions } from '../../src-main/dialog-package/sip/sip-stack.ts';
import { systemRandom } from '../../src-main/node/system-clock.ts';
import { FakeClock, until } from '../support/fake-clock.ts';

/** A stack on loopback with what came in to it; its clock is the test's. */
export interface TriedStack {
  readonly stack: SipStack;
  readonly clock: FakeClock;
  readonly incoming: IncomingRequest[];
  readonly complaints: string[];
  /** The next request that comes in. */
  arrival(): Promise<IncomingRequest>;
}

/** Opens a stack; requests are answered with 200 where `answers`. */
export async function openTried(
  given: Partial<Omit<SipStackOptions, 'limits'>> & { limits?: Partial<SipLimits>; answers?: boolean } = {},
): Promise<TriedStack> {
  const { limits, answers = false, ...options } = given;
  const clock = new FakeClock();
  const incoming: IncomingRequest[] = [];
  const complaints: string[] = [];
  const stack = await openSipStack({
    address: '127.0.0.1',
    port: 0,
    clock,
    random: systemRandom,
    log: { info: () => {}, warn: () => {}, error: (_message, fields) => complaints.push(String(fields?.['reason'])) },
    limits: sipLimitsSchema.parse(limits ?? {}),
    ...options,
  });
  stack.onRequest((request) => {
    incoming.push(request);
    if (answers) request.answer({ status: 200 });
  });
  let seen = 0;
  return {
    stack,
    clock,
    incoming,
    complaints,
    async arrival() {
      await until('a request comes in', () => incoming.length > seen);
      return incoming[seen++]!;
    },
  };
}

/** A request as values. */
export function requestOf(method = 'SUBSCRIBE', body = ''): SipRequest {
  const headers = [
    { name: 'From', value: '<sip:bob@127.0.0.1>;tag=b' },
    { name: 'To', value: '<sip:alice@127.0.0.1>' },
    { name: 'Call-ID', value: 'call1' },
    { name: 'CSeq', value: `1 ${method}` },
  ];
  return { kind: 'request', method, uri: 'sip:alice@127.0.0.1', headers, body };
}

let branches = 0;

/** A request as text; `via` is what its Via says of its sender. */
export function requestText(options: { via?: string; more?: string; body?: string; method?: string } = {}): string {
  const { via = 'TCP 127.0.0.1', more = `Content-Length: 0\r\n`, body = '', method = 'SUBSCRIBE' } = options;
  const lines = [
    `${method} sip:alice@127.0.0.1 SIP/2.0`,
    `Via: SIP/2.0/${via};branch=z9hG4bKraw${branches++}`,
    'From: <sip:bob@127.0.0.1>;tag=b',
    'To: <sip:alice@127.0.0.1>',
    'Call-ID: raw',
    `CSeq: 1 ${method}`,
  ];
  return `${lines.join('\r\n')}\r\n${more}\r\n${body}`;
}

/** A connection that the test writes to as it likes. */
export interface RawConnection {
  readonly socket: Socket;
  /** What came. */
  readonly text: () => string;
  readonly isClosed: () => boolean;
  write(text: string): void;
}

export async function connectRaw(port: number, localAddress = '127.0.0.1'): Promise<RawConnection> {
  const socket = connect({ port, host: '127.0.0.1', localAddress });
  return watchRaw(socket);
}

/** Waits until `socket` is connected. */
export async function watchRaw(socket: Socket): Promise<RawConnection> {
  let text = '';
  let isClosed = false;
  socket.on('error', () => {});
  socket.on('data', (chunk: Buffer) => (text += chunk.toString()));
  socket.once('close', () => (isClosed = true));
  await once(socket, 'connect');
  return { socket, text: () => text, isClosed: () => isClosed, write: (given) => void socket.write(given) };
}

/** A UDP socket that the test writes to as it likes. */
export interface RawDatagrams {
  readonly port: number;
  /** What came, and from which port. */
  readonly messages: { readonly text: string; readonly port: number }[];
  send(text: string, port: number): void;
  close(): Promise<void>;
}

export async function openDatagrams(address = '127.0.0.1'): Promise<RawDatagrams> {
  const socket = createSocket('udp4');
  const messages: { text: string; port: number }[] = [];
  socket.on('message', (message, { port }) => messages.push({ text: message.toString(), port }));
  socket.bind(0, address);
  await once(socket, 'listening');
  return {
    port: socket.address().port,
    messages,
    send: (text, port) => socket.send(text, port, '127.0.0.1'),
    async close() {
      socket.close();
      await once(socket, 'close');
    },
  };
}
