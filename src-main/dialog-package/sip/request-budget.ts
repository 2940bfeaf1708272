import type { Clock } from '../../session/ports.ts';
import type { SipLimits } from '../../../src-bridge/sip-limits.ts';
import { TokenBucket } from './token-bucket.ts';

const mostAddresses = 4096;
/** A request of more bytes counts as several. */
const usualBytes = 4096;

/** Puts an entry last, and drops the first where there are too many: what was used longest ago. */
function touch(buckets: Map<string, TokenBucket>, address: string, bucket: TokenBucket): void {
  buckets.delete(address);
  buckets.set(address, bucket);
  const [oldest] = buckets.keys();
  if (buckets.size > mostAddresses && oldest !== undefined) buckets.delete(oldest);
}

/**
 * How many requests are looked at. Addresses that were served before keep half of the whole for themselves, so that a
 * flood of strangers, or of forged sources, leaves room for the desk phones.
 */
export class RequestBudget {
  readonly #clock: Clock;
  readonly #limits: SipLimits;
  readonly #all: TokenBucket;
  readonly #strangers = new Map<string, TokenBucket>();
  readonly #served = new Map<string, TokenBucket>();

  constructor(clock: Clock, limits: SipLimits) {
    this.#clock = clock;
    this.#limits = limits;
    this.#all = new TokenBucket(clock, limits.requestsPerSecond);
  }

  /** Whether one more request of this address is looked at, which has so many bytes. */
  take(address: string, bytes: number): boolean {
    const served = this.#served.get(address);
    const bucket = served ?? this.#strangers.get(address) ?? this.#newBucket();
    touch(served === undefined ? this.#strangers : this.#served, address, bucket);
    const reserve = served === undefined ? this.#limits.requestsPerSecond / 2 : 0;
    const cost = Math.max(1, bytes / usualBytes);
    return bucket.take(cost) && this.#all.take(cost, reserve);
  }

  /** A request of this address was granted. */
  serve(address: string): void {
    const bucket = this.#served.get(address) ?? this.#strangers.get(address) ?? this.#newBucket();
    this.#strangers.delete(address);
    touch(this.#served, address, bucket);
  }

  #newBucket(): TokenBucket {
    return new TokenBucket(this.#clock, this.#limits.requestsPerSecondPerAddress);
  }
}
