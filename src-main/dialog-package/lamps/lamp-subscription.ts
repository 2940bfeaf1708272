import type { Lamp } from '../../../src-bridge/contacts.ts';
import type { Clock, Log, Random } from '../../session/ports.ts';
import { DigestClient } from '../digest/digest-client.ts';
import type { WatchedLamp } from '../process-messages.ts';
import type { IncomingRequest, SipEndpoint } from '../sip/sip-endpoint.ts';
import { askForSubscription, type SubscribeResult } from './ask-for-subscription.ts';
import { readLampAddress, type LampAddress } from './lamp-address.ts';
import { lampOf, mergeReport, type KnownDialogs } from './lamp-state.ts';
import { isOfDialogs, notifiedReport, notifiedState, type NotifiedState } from './notify-content.ts';
import { SubscriptionDialog } from './subscription-dialog.ts';
import { badAnswer, unreachable, type SubscriptionEnd } from './subscription-end.ts';
import {
  askedExpiresS,
  backoffMs,
  firstNotifyMs,
  fullIntervalMs,
  lastNotifyMs,
  nextAttemptMs,
  refreshDelayMs,
  steadyMs,
} from './subscription-timing.ts';

/** Who takes the NOTIFYs of a dialog, by its Call-ID. */
export type NotifyRoutes = Map<string, (incoming: IncomingRequest) => void>;

export interface LampSubscriptionOptions {
  readonly watched: WatchedLamp;
  readonly endpoint: Pick<SipEndpoint, 'request' | 'localFor'>;
  readonly clock: Clock;
  readonly random: Random;
  readonly log: Log;
  readonly routes: NotifyRoutes;
  readonly onLamp: (lamp: Lamp) => void;
}

/** A subscription at the phone, granted or not yet. */
interface Following {
  readonly dialog: SubscriptionDialog;
  readonly beganAt: number;
  /** Whether a NOTIFY came. */
  isHeard: boolean;
  known: KnownDialogs | undefined;
  /** The SUBSCRIBE under way. */
  asked: Promise<SubscribeResult> | undefined;
  /** When a SUBSCRIBE was sent last. */
  askedAt: number;
  /** When all dialogs are asked for because some were missed. */
  fullAt: number;
  /** When it is to be refreshed, and when it is over without that. */
  refreshAt: number;
  expiresAt: number;
}

/**
 *   waiting -> asking -> active -> waiting
 *      ^---------'
 *   any -> stopped
 */
type Phase =
  | { readonly kind: 'waiting' }
  | { readonly kind: 'asking' | 'active'; readonly following: Following }
  | { readonly kind: 'stopped' };

/** Follows the dialogs of one phone for as long as it is told to, and says what its lamp shows (RFC 6665, 4.1). */
export class LampSubscription {
  readonly #options: LampSubscriptionOptions;
  readonly #address: LampAddress | undefined;
  readonly #digest: DigestClient;
  #phase: Phase = { kind: 'waiting' };
  #lamp: Lamp | undefined;
  #failures = 0;
  #refreshFailures = 0;
  #stopNext = (): void => undefined;
  #stopDeadline = (): void => undefined;

  constructor(options: LampSubscriptionOptions) {
    this.#options = options;
    this.#address = readLampAddress(options.watched.uri);
    this.#digest = new DigestClient(options.watched.key, options.random);
  }

  /** Asks the phone for the first time, so many ms from now. */
  start(delayMs: number): void {
    this.#show({ kind: 'unknown', reason: this.#address === undefined ? 'unreachable' : 'asking' });
    if (this.#address !== undefined) this.#stopNext = this.#options.clock.after(delayMs, () => void this.#ask());
  }

  /** Ends the subscription in order. Stopping twice is harmless. */
  async stop(): Promise<void> {
    const phase = this.#phase;
    this.#phase = { kind: 'stopped' };
    this.#stopTimers();
    if (phase.kind !== 'asking' && phase.kind !== 'active') return;
    const { following } = phase;
    const { callId } = following.dialog;
    const result = await following.asked;
    const isThere = phase.kind === 'active' || result?.kind === 'granted';
    const { promise: isTold, resolve } = Promise.withResolvers<void>();
    this.#options.routes.set(callId, (incoming) => {
      if (take(following.dialog, incoming)?.kind === 'terminated') resolve();
    });
    if (isThere && (await this.#request(following, 0)).kind === 'granted') {
      const stopWait = this.#options.clock.after(lastNotifyMs, resolve);
      await isTold;
      stopWait();
    }
    this.#options.routes.delete(callId);
  }

  async #ask(): Promise<void> {
    const { clock, watched, random, routes } = this.#options;
    if (this.#address === undefined) return;
    const now = clock.now();
    const dialog = new SubscriptionDialog(this.#address, watched.key?.name, random);
    const following: Following = {
      dialog,
      beganAt: now,
      isHeard: false,
      known: undefined,
      asked: undefined,
      askedAt: now,
      fullAt: Infinity,
      refreshAt: Infinity,
      expiresAt: Infinity,
    };
    this.#phase = { kind: 'asking', following };
    routes.set(dialog.callId, (incoming) => this.#hear(following, incoming));
    const result = await this.#request(following, askedExpiresS);
    if (!this.#follows(following)) return;
    if (result.kind === 'failed') return this.#end(following, result.end);
    this.#phase = { kind: 'active', following };
    this.#granted(following, result.expiresS);
  }

  async #refresh(following: Following): Promise<void> {
    if (following.asked !== undefined) return;
    const result = await this.#request(following, askedExpiresS);
    if (!this.#follows(following)) return;
    if (result.kind === 'granted') return this.#granted(following, result.expiresS);
    if (!result.isPassing) return this.#end(following, result.end);
    following.refreshAt = this.#options.clock.now() + backoffMs(++this.#refreshFailures, this.#options.random);
    this.#plan(following);
  }

  async #request(following: Following, expiresS: number): Promise<SubscribeResult> {
    const { endpoint, clock } = this.#options;
    const { dialog } = following;
    following.askedAt = clock.now();
    following.fullAt = Infinity;
    following.asked = askForSubscription({ endpoint, dialog, digest: this.#digest, expiresS });
    const result = await following.asked;
    following.asked = undefined;
    return result;
  }

  #granted(following: Following, expiresS: number): void {
    const { clock, random } = this.#options;
    this.#refreshFailures = 0;
    following.expiresAt = clock.now() + expiresS * 1000;
    following.refreshAt = clock.now() + refreshDelayMs(expiresS, random);
    this.#plan(following);
  }

  #hear(following: Following, incoming: IncomingRequest): void {
    const state = take(following.dialog, incoming);
    if (state === undefined) return;
    if (!following.isHeard) this.#options.log.info('a lamp is followed', { id: this.#options.watched.id });
    following.isHeard = true;
    if (state.kind === 'terminated') return this.#end(following, state.end);
    if (state.kind === 'active' && state.expiresS !== undefined) this.#shorten(following, state.expiresS);
    this.#read(following, incoming);
    if (this.#phase.kind === 'active') this.#plan(following);
  }

  /** The notifier knows how long its subscription holds; it is refreshed no later for that. */
  #shorten(following: Following, expiresS: number): void {
    const { clock, random } = this.#options;
    const seconds = Math.min(expiresS, askedExpiresS);
    following.expiresAt = clock.now() + seconds * 1000;
    following.refreshAt = Math.min(following.refreshAt, clock.now() + refreshDelayMs(seconds, random));
  }

  #read(following: Following, { request }: IncomingRequest): void {
    const { clock, log, watched } = this.#options;
    const content = notifiedReport(request);
    if (content.kind === 'none') return;
    if (content.kind === 'bad') {
      log.warn('a lamp cannot be read', { id: watched.id, code: content.code });
      following.known = undefined;
      return this.#show({ kind: 'unknown', reason: 'bad-answer' });
    }
    const merge = mergeReport(following.known, content.report);
    if (merge.kind === 'outdated') return;
    following.known = merge.known;
    this.#show(lampOf(merge.known));
    if (!merge.wantsFull) return;
    following.fullAt = Math.max(clock.now(), following.askedAt + fullIntervalMs);
  }

  /** Sets the timers for what comes next. */
  #plan(following: Following): void {
    const { clock } = this.#options;
    const now = clock.now();
    this.#stopTimers();
    this.#stopNext = clock.after(
      Math.min(following.refreshAt, following.fullAt) - now,
      () => void this.#refresh(following),
    );
    const deadline = following.isHeard ? following.expiresAt : following.beganAt + firstNotifyMs;
    this.#stopDeadline = clock.after(deadline - now, () =>
      this.#end(following, following.isHeard ? unreachable : badAnswer),
    );
  }

  #end(following: Following, end: SubscriptionEnd): void {
    const { clock, random, log, watched, routes } = this.#options;
    routes.delete(following.dialog.callId);
    if (!this.#follows(following)) return;
    this.#stopTimers();
    this.#phase = { kind: 'waiting' };
    if (following.isHeard && clock.now() - following.beganAt >= steadyMs) this.#failures = 0;
    const againInMs = nextAttemptMs(end.next, ++this.#failures, random);
    if (following.isHeard) log.info('a lamp is lost', { id: watched.id, reason: end.reason, againInMs });
    this.#show({ kind: 'unknown', reason: end.reason });
    this.#stopNext = clock.after(againInMs, () => void this.#ask());
  }

  #follows(following: Following): boolean {
    const phase = this.#phase;
    return (phase.kind === 'asking' || phase.kind === 'active') && phase.following === following;
  }

  #show(lamp: Lamp): void {
    if (JSON.stringify(lamp) === JSON.stringify(this.#lamp)) return;
    this.#lamp = lamp;
    this.#options.onLamp(lamp);
  }

  #stopTimers(): void {
    this.#stopNext();
    this.#stopDeadline();
  }
}

/** Answers a NOTIFY with the Call-ID of a dialog; undefined for one that is not of its subscription or comes late. */
function take(dialog: SubscriptionDialog, incoming: IncomingRequest): NotifiedState | undefined {
  const belonging = isOfDialogs(incoming.request) ? dialog.takeNotify(incoming) : 'foreign';
  incoming.answer({ status: belonging === 'ours' ? 200 : belonging === 'late' ? 500 : 481 });
  return belonging === 'ours' ? notifiedState(incoming.request) : undefined;
}
