import type { CallDescription } from '../../src-protocol/call.ts';
import { PhoneError } from '../../src-bridge/phone-error.ts';
import type { CallAppearance } from '../../src-bridge/phone-state.ts';
import { Call } from './call.ts';
import type { CallFacts } from './call-facts.ts';
import type { CallLine, KnownCall } from './call-options.ts';
import type { Clock, Fingerprint, Log, Random } from './ports.ts';

/** More calls than this at once are no person's. */
const maxCalls = 50;
/** Calls of which is remembered that they were seen. */
const maxSeen = 200;

export interface CallBookOptions {
  readonly clock: Clock;
  readonly random: Random;
  readonly log: Log;
  readonly fingerprint: Fingerprint;
  readonly isDoNotDisturb: () => boolean;
  readonly letsOthersUse: () => boolean;
  readonly onChange: () => void;
  /** The provider was reached again by a call that had lost it. */
  readonly onReachable: () => void;
  /** The provider says that a device is not active on a line. */
  readonly onHandlerInvalid: (lineId: string, handler: string) => void;
}

/** The calls of the account, on all lines. */
export class CallBook {
  readonly #options: CallBookOptions;
  readonly #calls = new Map<string, Call>();
  /** URIs of the calls that were followed lately. */
  readonly #seen = new Set<string>();
  /** The call that was taken up last. */
  #talkingId: string | undefined;
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

  /** What of a call is no window's to know; undefined for one that is not there. */
  factsOf(id: string): CallFacts | undefined {
    return [...this.#calls.values()].find((call) => call.id === id)?.facts;
  }

  /**
   * Takes note of a call of a line, with its description where it was placed by this device, and returns its id.
   * Throws a `PhoneError`: `sign-in-required` after `close`, `overloaded` for too many calls, `bad-response`.
   */
  follow(line: CallLine, uri: string, known?: KnownCall): string {
    if (this.#isClosed) throw new PhoneError('sign-in-required');
    const followed = this.#calls.get(uri);
    if (followed !== undefined) {
      if (known !== undefined) followed.learn(known);
      return followed.id;
    }
    if (this.#calls.size >= maxCalls) throw new PhoneError('overloaded');
    return this.#add(line, uri, known);
  }

  /** Shows how a call ended that began and ended while this device was away. */
  recall(line: CallLine, description: CallDescription): void {
    if (!this.#isClosed && !this.#seen.has(description.uri)) this.#add(line, description.uri, { description });
  }

  /** The handler of a line was registered anew: its calls are followed as the new one. */
  lineChanged(line: CallLine): void {
    for (const call of [...this.#calls.values()]) {
      if (call.lineId !== line.id || call.isOver) continue;
      void call.close();
      this.#add(line, call.uri, call.known);
    }
  }

  /** A device was removed from a line. */
  deviceGone(lineId: string, handler: string): void {
    for (const call of this.#calls.values()) if (call.lineId === lineId) call.deviceGone(handler);
  }

  /** Resolves once every call that is followed now is described, or gone. */
  async described(): Promise<void> {
    await Promise.all([...this.#calls.values()].map((call) => call.described));
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

  /** The network is another one, or back. */
  networkChanged(): void {
    for (const call of this.#calls.values()) call.networkChanged();
  }

  /** Ends the calls of this device and leaves the others. Resolves when the provider knows, or soon without. */
  async close(): Promise<void> {
    this.#isClosed = true;
    const calls = [...this.#calls.values()];
    this.#calls.clear();
    await Promise.all(calls.map((call) => call.close(call.isHere ? { event: 'end' } : undefined)));
  }

  #remember(uri: string): void {
    this.#seen.add(uri);
    const oldest = this.#seen.values().next().value;
    if (this.#seen.size > maxSeen && oldest !== undefined) this.#seen.delete(oldest);
  }

  #add(line: CallLine, uri: string, known: KnownCall | undefined): string {
    const id = this.#options.fingerprint(uri);
    const call = new Call({
      ...this.#options,
      id,
      uri,
      line,
      onRemoved: () => this.#remove(call),
      onTalk: (since) => this.#takeTurns(id, since),
      onHandlerInvalid: (handler) => this.#options.onHandlerInvalid(line.id, handler),
    });
    this.#calls.set(uri, call);
    this.#remember(uri);
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

  /** One conversation at a time: the call that was taken up last is talked in, the others of this device are held. */
  #takeTurns(id: string, since: 'taken' | 'connected'): void {
    const calls = [...this.#calls.values()];
    const isFree = !calls.some((call) => call.id === this.#talkingId && call.isHere);
    if (since === 'taken' || isFree) this.#talkingId = id;
    for (const call of calls) if (call.id !== this.#talkingId) call.holdIfTalking();
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
