import { listen } from '../../src-server/listener.ts';
import { silentLog } from '../../src-server/world.ts';
import type { TestCertificate } from './certificate.ts';
import type { FakeClock } from './fake-clock.ts';
import { http3 } from './http-versions.ts';

/** A request as it arrived, to be answered once; an error resets its stream or fails it. */
export interface Arrival {
  readonly request: Request;
  readonly answer: (response: Response | Error) => void;
}

/** The provider's listener, over every version that this machine speaks, with a test in place of the provider. */
export interface ScriptedListener {
  readonly origin: string;
  /** Requests that nobody took yet, in order; waits for the next when there is none. */
  arrival(): Promise<Arrival>;
  /** Answers every request from now on. */
  answerWith(answer: (request: Request) => Promise<Response> | Response): void;
  stop(): Promise<void>;
}

/** Starts it on a free port of this machine. Pass `port` to take that one. */
export async function startScriptedListener(
  { cert, key }: TestCertificate,
  clock: FakeClock,
  port = 0,
): Promise<ScriptedListener> {
  const arrivals: Arrival[] = [];
  const waiting: ((arrival: Arrival) => void)[] = [];
  let script: ((request: Request) => Promise<Response> | Response) | undefined;
  const fetch = async (request: Request): Promise<Response> => {
    if (script !== undefined) return script(request);
    const { promise, resolve, reject } = Promise.withResolvers<Response>();
    const answer = (given: Response | Error): void => (given instanceof Error ? reject(given) : resolve(given));
    const arrival = { request, answer };
    const next = waiting.shift();
    if (next === undefined) arrivals.push(arrival);
    else next(arrival);
    return promise;
  };
  const options = { host: 'localhost', certificate: cert, key, clock, log: silentLog, fetch };
  const listener = await listen({ ...options, port, http3: http3 !== undefined });
  return {
    origin: `https://localhost:${listener.port}`,
    arrival() {
      const arrived = arrivals.shift();
      return arrived === undefined ? new Promise((resolve) => waiting.push(resolve)) : Promise.resolve(arrived);
    },
    answerWith: (next) => (script = next),
    stop: () => listener.stop(),
  };
}
