import type { Lamp } from '../../../src-bridge/contacts.ts';
import type { Clock, Log, Random } from '../../session/ports.ts';
import type { WatchedLamp } from '../process-messages.ts';
import type { IncomingRequest, SipEndpoint } from '../sip/sip-endpoint.ts';
import { headerOf } from '../sip/sip-headers.ts';
import { LampSubscription, type NotifyRoutes } from './lamp-subscription.ts';

export interface LampsOptions {
  readonly endpoint: Pick<SipEndpoint, 'request' | 'localFor'>;
  readonly clock: Clock;
  readonly random: Random;
  readonly log: Log;
  /** What the lamp with this id shows now. */
  readonly onLamp: (id: string, lamp: Lamp) => void;
}

/** The phones of contacts whose dialogs we follow. */
export interface Lamps {
  /** Follows these and no others; those that are followed already and as they were go on. */
  watch(list: readonly WatchedLamp[]): void;
  /** Answers a NOTIFY with the Call-ID of a subscription of ours. False for every other request, which is left alone. */
  handle(incoming: IncomingRequest): boolean;
  /** Ends every subscription in order, or after two seconds without that. Stopping twice is harmless. */
  stop(): Promise<void>;
}

/** Between the first requests to two phones: a thousand of them are not all asked in one moment. */
const apartMs = 20;
const stopLimitMs = 2000;

/** Follows nobody until told to. */
export function createLamps({ onLamp, ...world }: LampsOptions): Lamps {
  const followed = new Map<string, { readonly watched: WatchedLamp; readonly subscription: LampSubscription }>();
  const ending = new Set<Promise<void>>();
  const routes: NotifyRoutes = new Map();

  const end = (id: string): void => {
    const ended = followed.get(id)?.subscription.stop();
    followed.delete(id);
    if (ended === undefined) return;
    ending.add(ended);
    void ended.then(() => ending.delete(ended));
  };
  const begin = (watched: WatchedLamp, delayMs: number): void => {
    const { id } = watched;
    const subscription = new LampSubscription({ ...world, watched, routes, onLamp: (lamp) => onLamp(id, lamp) });
    followed.set(id, { watched, subscription });
    subscription.start(delayMs);
  };
  return {
    watch(list) {
      const wanted = new Map(list.map((watched) => [watched.id, watched]));
      for (const [id, { watched }] of followed) if (!isSame(watched, wanted.get(id))) end(id);
      const begun = [...wanted.values()].filter(({ id }) => !followed.has(id));
      begun.forEach((watched, at) => begin(watched, at * apartMs));
    },
    handle(incoming) {
      if (incoming.request.method !== 'NOTIFY') return false;
      const hear = routes.get(headerOf(incoming.request, 'Call-ID') ?? '');
      if (hear === undefined) return false;
      try {
        hear(incoming);
      } catch (cause) {
        world.log.warn('a NOTIFY was not understood', { cause });
        incoming.answer({ status: 400 });
      }
      return true;
    },
    async stop() {
      for (const id of [...followed.keys()]) end(id);
      const { promise: limit, resolve } = Promise.withResolvers<void>();
      const stopLimit = world.clock.after(stopLimitMs, resolve);
      await Promise.race([Promise.all(ending), limit]);
      stopLimit();
    },
  };
}

function isSame(a: WatchedLamp, b: WatchedLamp | undefined): boolean {
  return a.uri === b?.uri && a.key?.name === b.key?.name && a.key?.password === b.key?.password;
}
