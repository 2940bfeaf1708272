import type { CallDescription } from '../../src-protocol/call.ts';
import { PhoneError } from '../../src-bridge/phone-error.ts';
import type { CallAppearance } from '../../src-bridge/phone-state.ts';
import { Call } from './call.ts';
import type { CallLine, KnownCall } from './call-options.ts';
import type { Clock, Log, Random } from './ports.ts';

/** More calls than this at once are no person's. */
const maxCalls = 50;

export interface CallBookOptions {
  readonly clock: Clock;
  readonly random: Random;
  readonly log: Log;
  readonly nameOf: (handler: string) => string;
  readonly isDoNotDisturb: () => boolean;
  readonly onChange: () => void;
  /** The provider says that this device is not active on a line. */
  readonly onHandlerInvalid: (lineId: string) => void;
}

/** The calls of the account, on all lines. */
export class CallBook {
  readonly #options: CallBookOptions;
  readonly #calls = new Map<string, Call>();
  #isClosed = false;

  constructor(options: CallBookOptions) {
    this.#options = options;
  }

  /** The cards: newest ringing first, then the others by their start, newest first. */
  get appearances(): readonly CallAppearance[] {
    const known = [...this.#calls.values()].map((call) => call.appearance).filter((card) => card !== undefined);
    return known.sort((a, b) => ringingRank(b) - ringingRank(a) || b.startedAt - a.startedAt);
  }

  /** The call with this id. Throws a `PhoneError` `no-such-call`. */
  get(id: string): Call {
    for (const call of this.#calls.values()) if (call.id === id) return call;
    throw new PhoneError('no-such-call');
  }

  /**
   * Takes note of a call of a line, described where it was placed by this device, and returns its id. Throws a
   * `PhoneError`: `sign-in-required` after `close`, `overloaded` for too many calls, `bad-response`.
   */
  follow(line: CallLine, uri: string, description?: CallDescription): string {
    if (this.#isClosed) throw new PhoneError('sign-in-required');
    const known = this.#calls.get(uri);
    if (known !== undefined) {
      if (description !== undefined) known.learn(description);
      return known.id;
    }
    if (this.#calls.size >= maxCalls) throw new PhoneError('overloaded');
    return this.#add(this.#options.random.token().slice(0, 22), line, uri, description && { description });
  }

  /** The handler of a line was registered anew: calls that are not here yet are followed as the new one. */
  lineChanged(line: CallLine): void {
    for (const call of this.#calls.values()) {
      if (call.lineId !== line.id || call.isOver || call.isHere) continue;
      void call.close();
      this.#add(call.id, line, call.uri, call.known);
    }
  }

  settingsChanged(): void {
    for (const call of this.#calls.values()) call.settingsChanged();
    this.#options.onChange();
  }

  /** Takes the card of a call that is over away. */
  dismiss(id: string): void {
    const call = this.get(id);
    if (!call.isOver) throw new PhoneError('not-now');
    this.#remove(call);
  }

  retryNow(): void {
    for (const call of this.#calls.values()) call.retryNow();
  }

  /** Ends the calls of this device and leaves the others. Resolves when the provider knows, or soon without. */
  async close(): Promise<void> {
    this.#isClosed = true;
    const calls = [...this.#calls.values()];
    this.#calls.clear();
    await Promise.all(calls.map((call) => call.close(call.isHere ? { event: 'end' } : undefined)));
  }

  #add(id: string, line: CallLine, uri: string, known: KnownCall | undefined): string {
    const call = new Call({
      ...this.#options,
      id,
      uri,
      line,
      onRemoved: () => this.#remove(call),
      onHandlerInvalid: () => this.#options.onHandlerInvalid(line.id),
    });
    this.#calls.set(uri, call);
    this.#options.log.info('call followed', { call: id, line: line.id });
    try {
      call.start(known);
    } catch (error) {
      this.#calls.delete(uri);
      void call.close({ event: 'end' });
      throw error;
    }
    return id;
  }

  #remove(call: Call): void {
    if (this.#calls.get(call.uri) !== call) return;
    this.#calls.delete(call.uri);
    void call.close();
    this.#options.onChange();
  }
}

function ringingRank({ state }: CallAppearance): number {
  return state.kind === 'ringing' ? 1 : 0;
}
