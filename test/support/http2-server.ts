import {
  createSecureServer,
  type IncomingHttpHeaders,
  type ServerHttp2Session,
  type ServerHttp2Stream,
} from 'node:http2';
import type { AddressInfo } from 'node:net';
import { once } from 'node:events';
import type { TestCertificate } from './certificate.ts';

/** A request as it arrived; `headers` has `:method` and `:path`. */
export interface Arrival {
  readonly stream: ServerHttp2Stream;
  readonly headers: IncomingHttpHeaders;
}

/** An HTTP/2 server with TLS that a test answers for. */
export interface Http2Server {
  readonly origin: string;
  /** Every connection so far, in order. */
  readonly sessions: readonly ServerHttp2Session[];
  /** Requests that nobody took yet, in order; waits for the next when there is none. */
  arrival(): Promise<Arrival>;
  /** Answers every request from now on. */
  answerWith(answer: (arrival: Arrival) => void): void;
  stop(): Promise<void>;
}

/** Starts it on a free port of this machine. Pass `port` to take that one. */
export async function startHttp2Server(certificate: TestCertificate, port = 0): Promise<Http2Server> {
  const sessions: ServerHttp2Session[] = [];
  const arrivals: Arrival[] = [];
  const waiting: ((arrival: Arrival) => void)[] = [];
  let answer: ((arrival: Arrival) => void) | undefined;
  const server = createSecureServer({ ...certificate });
  server.on('session', (session) => {
    sessions.push(session);
    session.on('error', () => undefined);
  });
  server.on('stream', (stream, headers) => {
    stream.on('error', () => undefined);
    const arrival = { stream, headers };
    if (answer !== undefined) return answer(arrival);
    const next = waiting.shift();
    if (next === undefined) arrivals.push(arrival);
    else next(arrival);
  });
  server.listen(port, '127.0.0.1');
  await once(server, 'listening');
  return {
    origin: `https://localhost:${(server.address() as AddressInfo).port}`,
    sessions,
    arrival() {
      const arrived = arrivals.shift();
      return arrived === undefined ? new Promise((resolve) => waiting.push(resolve)) : Promise.resolve(arrived);
    },
    answerWith: (next) => (answer = next),
    async stop() {
      const closed = once(server, 'close');
      server.close();
      for (const session of sessions) session.destroy();
      await closed;
    },
  };
}
