import type { Trust } from '../../src-wire/http2-connection.ts';
import { ProblemError, problemResponse } from '../problem-error.ts';
import type { Provider } from '../provider.ts';
import { StreamReset } from '../stream-reset.ts';
import type { ProviderProcess, ProviderStore } from '../store/provider-store.ts';
import type { Clock, ProviderLog } from '../world.ts';
import { withCallCookie } from './call-cookie.ts';
import { Forwarder, forwardedHeader, notKeeper } from './forwarder.ts';

/** How often the keeper says that it lives, and how often the others ask whether it does. */
const keepMs = 300;
const askMs = 100;
/** How long a request waits for a keeper. */
const patienceMs = 3000;
/** What was just written to a stream is on its way by then. */
const flushMs = 50;

/**
 * What a process is to the others.
 *
 *   seeking -> following <-> keeping
 */
type Standing =
  | { readonly kind: 'seeking' }
  | { readonly kind: 'following'; readonly forwarder: Forwarder }
  | { readonly kind: 'keeping'; readonly provider: Provider };

export interface SharedProviderOptions {
  readonly self: ProviderProcess;
  readonly store: ProviderStore;
  readonly clock: Clock;
  readonly log: ProviderLog;
  /** The certificate that all processes show. */
  readonly trust: Trust;
  /** Makes the provider over what the store holds. */
  readonly createProvider: () => Provider;
}

/** One of several processes that are one provider: it keeps the calls, or sends requests on to the one that does. */
export class SharedProvider {
  readonly #options: SharedProviderOptions;
  readonly #waiting = new Set<() => void>();
  #standing: Standing = { kind: 'seeking' };
  #stopTimer: () => void = () => undefined;
  #asking: Promise<void> | undefined;
  #isLeaving = false;
  #isClosed = false;

  constructor(options: SharedProviderOptions) {
    this.#options = options;
  }

  /** Finds out who keeps the calls, and goes on asking. */
  async start(): Promise<void> {
    await this.#ask();
    this.#plan();
  }

  /** Answers a request, here or by way of the keeper; as `Provider.fetch`. */
  async fetch(request: Request): Promise<Response> {
    const standing = this.#standing;
    if (standing.kind === 'keeping') return this.#serve(standing.provider, request);
    return request.headers.has(forwardedHeader) ? notKeeper() : this.#answerElsewhere(request);
  }

  /**
   * Gives the calls to another process: their devices are asked to open their byways anew, and streams are reset.
   * `stopListening` is called before, so that they come to the other one.
   */
  async leave(stopListening: () => void): Promise<void> {
    const { store, clock, log } = this.#options;
    this.#isLeaving = true;
    await store.announceLeave().catch(() => undefined);
    stopListening();
    const standing = this.#standing;
    if (standing.kind === 'keeping') {
      this.#standing = { kind: 'seeking' };
      standing.provider.migrate();
      await new Promise<void>((resolve) => clock.after(flushMs, resolve));
      standing.provider.cut();
    }
    await store.giveAway().catch((error: unknown) => log.warn('calls not given away', { cause: String(error) }));
  }

  /** Stops asking. Closing twice is harmless. */
  close(): void {
    this.#isClosed = true;
    this.#stopTimer();
    this.#become({ kind: 'seeking' });
  }

  async #serve(provider: Provider, request: Request): Promise<Response> {
    return withCallCookie(request, await provider.fetch(request), this.#options.self.name);
  }

  /** A request waits for a keeper, be it this process itself, as long as it may be sent again. */
  async #answerElsewhere(request: Request): Promise<Response> {
    const { clock } = this.#options;
    const until = clock.now() + patienceMs;
    while (clock.now() < until && !this.#isClosed) {
      const standing = this.#standing;
      if (standing.kind === 'keeping') return this.#serve(standing.provider, request);
      const answer = standing.kind === 'following' ? await standing.forwarder.send(request) : undefined;
      if (answer !== undefined) return answer;
      await this.#change(standing);
      if (request.signal.aborted) throw new StreamReset('the peer went away');
    }
    return problemResponse(new ProblemError(503, 'Nobody keeps the calls.', { headers: { 'retry-after': '1' } }));
  }

  /** Resolves when this process is something else to the others, or soon without. */
  #change(standing: Standing): Promise<void> {
    if (this.#standing !== standing) return Promise.resolve();
    return new Promise((resolve) => {
      const done = (): void => {
        this.#waiting.delete(done);
        stop();
        resolve();
      };
      const stop = this.#options.clock.after(askMs, done);
      this.#waiting.add(done);
    });
  }

  #plan(): void {
    if (this.#isClosed) return;
    const delayMs = this.#standing.kind === 'keeping' ? keepMs : askMs;
    this.#stopTimer = this.#options.clock.after(delayMs, () => void this.#ask().finally(() => this.#plan()));
  }

  #ask(): Promise<void> {
    this.#asking ??= this.#askOnce().finally(() => (this.#asking = undefined));
    return this.#asking;
  }

  async #askOnce(): Promise<void> {
    const { store, self, log } = this.#options;
    // While it cannot be known who keeps the calls, nobody else can take them.
    const keeping = await store.keep(self).catch(() => undefined);
    if (keeping === undefined || this.#isClosed) return;
    if (keeping.kind === 'theirs') {
      // Who listened where this process listens now is gone.
      if (keeping.keeper.url === self.url && !this.#isLeaving) await store.unseat().catch(() => undefined);
      return this.#follow(keeping.keeper);
    }
    if (this.#isLeaving || (this.#standing.kind === 'keeping' && !keeping.isAnew)) return;
    // What was kept before another process had the state holds no more.
    if (this.#standing.kind === 'keeping') this.#become({ kind: 'seeking' });
    const provider = this.#options.createProvider();
    await store.written().catch((error: unknown) => log.warn('not written', { cause: String(error) }));
    this.#begin(provider);
  }

  #begin(provider: Provider): void {
    if (this.#isClosed || this.#isLeaving) provider.cut();
    else this.#become({ kind: 'keeping', provider });
  }

  #follow(keeper: ProviderProcess): void {
    const standing = this.#standing;
    if (standing.kind === 'following' && isSame(standing.forwarder.keeper, keeper)) return;
    const { trust } = this.#options;
    const forwarder = new Forwarder(keeper, { trust, onDead: () => void this.#unseat(forwarder) });
    this.#become({ kind: 'following', forwarder });
  }

  /** Nobody listens where the keeper of `forwarder` was. */
  async #unseat(forwarder: Forwarder): Promise<void> {
    const standing = this.#standing;
    if (standing.kind !== 'following' || standing.forwarder !== forwarder) return;
    await this.#options.store.unseat().catch(() => undefined);
    if (!this.#isLeaving) await this.#ask();
  }

  #become(standing: Standing): void {
    const before = this.#standing;
    this.#standing = standing;
    if (before.kind === 'keeping') before.provider.cut();
    if (before.kind === 'following') before.forwarder.close();
    this.#options.log.info('process', { is: standing.kind });
    for (const done of [...this.#waiting]) done();
  }
}

function isSame(one: ProviderProcess, other: ProviderProcess): boolean {
  return one.name === other.name && one.url === other.url;
}
