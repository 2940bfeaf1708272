import type { Clock } from '../session/ports.ts';
import { bareHost, type Address } from '../../src-wire/address.ts';

/** How long an alternative is good where it does not say (RFC 7838, 3.1), s. */
const defaultLifeS = 86_400;
/** How long an alternative that failed is left alone; doubled with each failure. */
const firstBrokenMs = 30_000;
const longestBrokenMs = 60 * 60 * 1000;

interface Alternative {
  readonly endpoint: Address;
  /** ms since the epoch. */
  readonly goodUntil: number;
}

interface Failures {
  readonly count: number;
  /** ms since the epoch. */
  readonly brokenUntil: number;
}

/** What origins said of where they have HTTP/3 (RFC 7838), and which of it does not work. */
export class AlternativeServices {
  readonly #clock: Clock;
  readonly #known = new Map<string, Alternative>();
  readonly #failures = new Map<string, Failures>();

  constructor(clock: Clock) {
    this.#clock = clock;
  }

  /** Takes in the `Alt-Svc` of a response of `origin`; null, when it had none, changes nothing. */
  learn(origin: string, header: string | null): void {
    if (header === null) return;
    const offer = readAltSvc(header);
    if (offer === undefined) return void this.#known.delete(origin);
    const { host = bareHost(new URL(origin).hostname), port, lifeS } = offer;
    this.#known.set(origin, { endpoint: { host, port }, goodUntil: this.#clock.now() + lifeS * 1000 });
  }

  /** Where `origin` has HTTP/3; undefined where it offers none, or none that works at present. */
  of(origin: string): Address | undefined {
    const now = this.#clock.now();
    const known = this.#known.get(origin);
    if (known === undefined || known.goodUntil <= now) return undefined;
    return (this.#failures.get(origin)?.brokenUntil ?? 0) > now ? undefined : known.endpoint;
  }

  /** Leaves the alternative alone for a while, longer each time (RFC 7838, 2.4). */
  markBroken(origin: string): void {
    const count = this.#failures.get(origin)?.count ?? 0;
    const lengthMs = Math.min(firstBrokenMs * 2 ** count, longestBrokenMs);
    this.#failures.set(origin, { count: count + 1, brokenUntil: this.#clock.now() + lengthMs });
  }

  /** Forgets that the alternative ever failed. */
  markWorking(origin: string): void {
    this.#failures.delete(origin);
  }
}

/** The HTTP/3 that an `Alt-Svc` field offers; undefined where it offers none, or takes everything back (`clear`). */
export function readAltSvc(field: string): { host?: string; port: number; lifeS: number } | undefined {
  const [, authority = '', parameters = ''] = /(?:^|,)\s*h3="([^"]*)"([^,]*)/u.exec(field) ?? [];
  const [, host = '', port = ''] = /^(.*):(\d{1,5})$/u.exec(authority) ?? [];
  const [, life] = /;\s*ma=(\d+)/u.exec(parameters) ?? [];
  if (port === '' || Number(port) > 65_535) return undefined;
  const where = { port: Number(port), lifeS: life === undefined ? defaultLifeS : Number(life) };
  return host === '' ? where : { host: bareHost(host), ...where };
}
