import { Hono } from 'hono';
import { Accounts } from './accounts.ts';
import { CallPlacing } from './calls/call-placing.ts';
import { Calls } from './calls/calls.ts';
import { Destinations } from './calls/destinations.ts';
import { Transfers } from './calls/transfers.ts';
import type { AccountConfig } from './config.ts';
import { SimulatedDevices } from './devices/simulated-devices.ts';
import { GroupStreams } from './events/group-streams.ts';
import { Handlers } from './handlers.ts';
import { ProblemError, problemResponse } from './problem-error.ts';
import { callRoutes } from './routes/call-routes.ts';
import { groupRoutes } from './routes/group-routes.ts';
import { accountOf } from './routes/request-context.ts';
import { signInRoutes } from './routes/sign-in-routes.ts';
import type { ProviderStore } from './store/provider-store.ts';
import { StreamReset } from './stream-reset.ts';
import type { World } from './world.ts';

export interface ProviderOptions extends World {
  /** The one origin from which every URI is minted, such as `https://localhost:8443`. */
  readonly origin: string;
  readonly store: ProviderStore;
  readonly accounts: readonly AccountConfig[];
  /** True to answer the service numbers. */
  readonly services: boolean;
}

export interface Provider {
  /** Answers one request; its body and the response's stream both ways. Rejects with a `StreamReset` to reset the stream. */
  fetch(request: Request): Promise<Response>;
  /** Ends every call and stream. */
  close(): void;
  /** Asks every device to open the byways of its calls anew, and takes no media from now on. */
  migrate(): void;
  /** Leaves the calls to another process: every stream is reset, and nobody is told of an end. */
  cut(): void;
}

/**
 * A RIPP provider as a function from request to response: no socket, no timer but those of its clock. It goes on with
 * the calls that the store holds.
 */
export function createProvider(options: ProviderOptions): Provider {
  const { origin, store, random, clock, log } = options;
  const world: World = { clock, random, log };
  const accounts = new Accounts(options);
  const handlers = new Handlers(store, () => random.token());
  const streams = new GroupStreams(clock);
  const calls = new Calls({
    origin,
    world,
    handlers,
    streams,
    store,
    onTransfer: (leg, request) => transfers.take(leg, request),
    onEvent: (leg, event) => devices.take(leg, event),
    onOver: (leg) => transfers.forget(leg),
  });
  const destinations = new Destinations({ accounts, origin, hasServices: options.services });
  const transfers = new Transfers({ calls, destinations, clock });
  const devices = new SimulatedDevices({ accounts, handlers, world });
  const placing = new CallPlacing({ calls, handlers, destinations, world });
  const findService = (number: string): ReturnType<Destinations['service']> => destinations.service(number);
  for (const leg of calls.restore(store.calls(), { findGroup: (id) => accounts.group(id), findService }))
    devices.resume(leg);
  handlers.onChange((group, handler, change) => streams.send(group, { event: 'handler', handler, change }));

  const written = (): Promise<void> =>
    store.written().catch((cause: unknown) => {
      throw new ProblemError(503, 'This cannot be kept just now.', { headers: { 'retry-after': '1' }, cause });
    });
  const app = new Hono();
  app.route('/', callRoutes({ accounts, calls, clock }));
  app.route('/', groupRoutes({ accounts, handlers, calls, streams, placing, written }));
  app.route('/', signInRoutes({ accounts, world, written }));
  app.notFound((context) => {
    accountOf(context, accounts);
    throw new ProblemError(404, 'There is nothing here.');
  });
  app.onError((error) => {
    if (error instanceof StreamReset) throw error;
    const response = problemResponse(error);
    if (response.status >= 500) log.warn('request failed', { cause: String(error) });
    return response;
  });

  return {
    fetch: async (request) => (request.method === 'HEAD' ? refuseHead(app, request) : app.fetch(request)),
    close() {
      calls.close();
      streams.close();
    },
    migrate: () => calls.migrate(),
    cut() {
      calls.cut();
      streams.cut();
    },
  };
}

/** Hono answers HEAD by running GET, which would open streams that nobody reads: here it is a method like any foreign one. */
async function refuseHead(app: Hono, { url, headers }: Request): Promise<Response> {
  const { status, headers: answered } = await app.fetch(new Request(url, { method: 'OPTIONS', headers }));
  return new Response(null, { status, headers: answered });
}
