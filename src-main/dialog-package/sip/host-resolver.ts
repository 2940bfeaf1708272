import { isIP } from 'node:net';
import type { Clock } from '../../session/ports.ts';
import { RecentValues } from './recent-values.ts';
import { SipFailure } from './sip-failure.ts';

/** A name's IP address. Rejects where it has none. */
export type LookUp = (host: string) => Promise<string>;

/** Each look-up has one of the few threads of the process for itself, and cannot be taken back. */
const mostAtOnce = 2;
const mostWaiting = 1000;
const limitMs = 5000;

/** Finds addresses of names: few at once, each for a limited time, and each remembered for a minute. */
export class HostResolver {
  readonly #clock: Clock;
  readonly #lookUp: LookUp;
  readonly #known: RecentValues<string>;
  readonly #pending = new Map<string, Promise<string>>();
  readonly #waiting: (() => void)[] = [];
  #running = 0;

  constructor(clock: Clock, lookUp: LookUp) {
    this.#clock = clock;
    this.#lookUp = lookUp;
    this.#known = new RecentValues(clock, { most: 1024, keptMs: 60_000 });
  }

  /** The address of a name, or the address that it is. Rejects with a `SipFailure` `unreachable`. */
  async resolve(host: string): Promise<string> {
    const known = isIP(host) === 0 ? this.#known.get(host) : host;
    if (known !== undefined) return known;
    const pending = this.#pending.get(host) ?? this.#start(host);
    this.#pending.set(host, pending);
    return pending;
  }

  async #start(host: string): Promise<string> {
    try {
      await this.#turn();
      const address = await this.#within(this.#lookUp(host).finally(() => this.#endTurn()));
      this.#known.set(host, address);
      return address;
    } catch (error) {
      throw error instanceof SipFailure ? error : new SipFailure('unreachable', error);
    } finally {
      this.#pending.delete(host);
    }
  }

  async #turn(): Promise<void> {
    if (this.#waiting.length >= mostWaiting) throw new SipFailure('unreachable');
    if (this.#running >= mostAtOnce) await new Promise<void>((resolve) => this.#waiting.push(resolve));
    else this.#running++;
  }

  /** Hands the turn on. It ends with the look-up, not with the wait for it. */
  #endTurn(): void {
    const next = this.#waiting.shift();
    if (next === undefined) this.#running--;
    else next();
  }

  #within(looking: Promise<string>): Promise<string> {
    return new Promise((resolve, reject) => {
      const stop = this.#clock.after(limitMs, () => reject(new SipFailure('unreachable')));
      looking.then(resolve, reject).finally(stop);
    });
  }
}
