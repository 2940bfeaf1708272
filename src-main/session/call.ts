import { callDescriptionSchema, type CallDescription } from '../../src-protocol/call.ts';
import type { CallEvent, EventBody } from '../../src-protocol/events.ts';
import type { AudioPort } from '../../src-bridge/audio-port.ts';
import { PhoneError, type PhoneFailure } from '../../src-bridge/phone-error.ts';
import type { AudioPlan, CallAppearance } from '../../src-bridge/phone-state.ts';
import { audioPlanOf } from './audio-plan.ts';
import { appearanceOf } from './call-appearance.ts';
import { CallByways } from './call-byways.ts';
import {
  hasMediaHere,
  initialCallState,
  isActiveHere,
  isAttachingHere,
  nextCallState,
  type CallIdentity,
  type CallInput,
  type CallState,
} from './call-state.ts';
import { CookieJar } from './cookie-jar.ts';
import { LastingConnection } from './lasting-connection.ts';
import type { Clock, Log, Random } from './ports.ts';
import type { ProviderClient } from './provider-client.ts';
import type { ReconnectPolicy } from './reconnect-policy.ts';

/** The card of a call that is over leaves after this. */
const endedCardMs = 6000;

/** More events than this are not kept for a call that is not known yet. */
const maxEarly = 64;

/** What a call takes from its line. */
export interface CallLine {
  readonly id: string;
  readonly client: ProviderClient;
  readonly policy: ReconnectPolicy;
  /** The URI of this device's own handler on the line. */
  readonly ownHandler: string;
  readonly mediaTimeoutMs: number;
}

export interface CallOptions {
  readonly id: string;
  readonly uri: string;
  readonly line: CallLine;
  readonly clock: Clock;
  readonly random: Random;
  readonly log: Log;
  /** Names a device by its handler URI; empty while the name is not known. */
  readonly nameOf: (handler: string) => string;
  readonly isDoNotDisturb: () => boolean;
  readonly onChange: () => void;
  /** The card leaves. */
  readonly onRemoved: () => void;
  /** The provider says that this device's handler is not active on the line. */
  readonly onHandlerInvalid: () => void;
}

/** One call of the account, as this device follows it and takes part in it (PROTOCOL 4 to 7). */
export class Call {
  readonly #options: CallOptions;
  readonly #client: ProviderClient;
  readonly #byways: CallByways;
  #description: CallDescription | undefined;
  #refresh: LastingConnection | undefined;
  /** Events that came before the first description. */
  #early: CallInput[] = [];
  #state: CallState = initialCallState;
  #audio: AudioPlan | undefined;
  #answeredAt: number | undefined;
  #isSilenced = false;
  #isMuted = false;
  #hasAlerted = false;
  #problem: PhoneFailure | undefined;
  #stopEndedTimer: (() => void) | undefined;
  #isClosed = false;

  constructor(options: CallOptions) {
    this.#options = options;
    const { line, uri } = options;
    const cookies = new CookieJar();
    this.#client = line.client.forCall(line.ownHandler, cookies);
    this.#byways = new CallByways({
      ...options,
      call: uri,
      client: this.#client,
      cookies,
      policy: line.policy,
      mediaTimeoutMs: line.mediaTimeoutMs,
      onEvent: (event) => this.#take({ kind: 'event', event }),
      onReopened: () => this.#reopened(),
      onConnected: () => this.#connected(),
      onProblem: (problem) => this.#byProvider(problem),
      onGone: () => this.#take({ kind: 'gone' }),
    });
  }

  get id(): string {
    return this.#options.id;
  }

  get uri(): string {
    return this.#options.uri;
  }

  get lineId(): string {
    return this.#options.line.id;
  }

  get description(): CallDescription | undefined {
    return this.#description;
  }

  get isOver(): boolean {
    return this.#state.kind === 'over';
  }

  /** True while this device talks, is being connected, or placed the call. */
  get isHere(): boolean {
    return this.#description !== undefined && hasMediaHere(this.#identity(this.#description), this.#state);
  }

  /** The card; undefined until the call is known. */
  get appearance(): CallAppearance | undefined {
    const description = this.#description;
    if (description === undefined) return undefined;
    const { id, line, nameOf } = this.#options;
    return appearanceOf(
      {
        id,
        lineId: line.id,
        identity: this.#identity(description),
        description,
        state: this.#state,
        answeredAt: this.#answeredAt,
        isSilenced: this.#isQuiet(),
        isMuted: this.#isMuted,
        audio: this.#audio,
        problem: this.#problem,
      },
      nameOf,
    );
  }

  /** Opens the byways and asks for the description, unless that is at hand. */
  start(description?: CallDescription): void {
    this.#byways.open();
    if (description === undefined) this.#describe();
    else this.#adopt(description);
  }

  /** Takes a description that came on another way than by asking. */
  learn(description: CallDescription): void {
    if (this.#description === undefined) this.#adopt(description);
  }

  answer(): Promise<void> {
    this.#requireUnanswered('inbound');
    return this.#act({ event: 'answered', handler: this.#options.line.ownHandler });
  }

  decline(): Promise<void> {
    this.#requireUnanswered('inbound');
    return this.#act({ event: 'declined' });
  }

  cancel(): Promise<void> {
    this.#requireUnanswered('outbound');
    return this.#act({ event: 'end' });
  }

  end(): Promise<void> {
    if (this.#state.kind !== 'answered') this.#requireUnanswered('outbound');
    return this.#act({ event: 'end' });
  }

  /** Stops the ring of this device. */
  silence(): void {
    this.#requireUnanswered('inbound');
    this.#isSilenced = true;
    this.#options.onChange();
  }

  setMuted(isMuted: boolean): void {
    this.#requireLiving();
    if (this.#isMuted === isMuted) return;
    this.#isMuted = isMuted;
    this.#problem = undefined;
    this.#byways.setMuted(isMuted);
    this.#options.onChange();
    if (this.#state.kind === 'answered')
      this.#byways.send({ event: isMuted ? 'mute' : 'unmute' }).catch(() => undefined);
  }

  /** The engine's end of the audio. Throws a `PhoneError` `no-such-call` where there is no audio to be had. */
  openAudio(): AudioPort {
    if (this.#audio === undefined) throw new PhoneError('no-such-call');
    return this.#byways.openAudio();
  }

  /** The settings have changed: this device may ring now, or no more. */
  settingsChanged(): void {
    this.#alert();
  }

  retryNow(): void {
    this.#refresh?.retryNow();
    this.#byways.retryNow();
  }

  /** Leaves the call, as it is or with a last event. Resolves when the provider has taken that, or soon without. */
  close(last?: EventBody<CallEvent>): Promise<void> {
    this.#isClosed = true;
    this.#stopEndedTimer?.();
    this.#refresh?.close();
    if (last !== undefined) this.#byways.send(last).catch(() => undefined);
    return this.#byways.close();
  }

  #describe(): void {
    const { uri, line, clock } = this.#options;
    this.#refresh?.close();
    this.#refresh = new LastingConnection({
      clock,
      policy: line.policy,
      attempt: async (signal) => {
        const answer = callDescriptionSchema;
        const isDirectiveDue = this.isHere;
        const description = await this.#client.json({ method: 'GET', uri, missing: 'call-ended', answer, signal });
        if (isDirectiveDue) audioPlanOf(description.mic);
        this.#adopt(description);
        return 'finished';
      },
      isFinal: (error) => error.code === 'call-ended' || error.code === 'sign-in-required',
      onStatus: (status) => {
        if (status.kind === 'waiting' && status.problem !== undefined) this.#byProvider(status.problem);
        if (status.kind === 'closed' && status.problem?.code === 'call-ended') this.#take({ kind: 'gone' });
      },
    });
    void this.#refresh.start();
  }

  #adopt(description: CallDescription): void {
    if (this.#isClosed) return;
    if (description.uri !== this.#options.uri) throw new PhoneError('bad-response', { detail: 'uri' });
    const isFirst = this.#description === undefined;
    this.#description = description;
    if (description.answered !== undefined) this.#answeredAt = Date.parse(description.answered);
    this.#apply(description, { kind: 'described', description });
    if (isFirst) for (const input of this.#early.splice(0)) this.#apply(description, input);
    if (this.isHere && description.mic !== undefined) this.#audio = audioPlanOf(description.mic);
    this.#alert();
    this.#options.onChange();
  }

  /** Applies what is known of the call and publishes it; a call without a description waits for that. */
  #take(input: CallInput): void {
    if (this.#isClosed) return;
    if (input.kind === 'event') this.#note(input.event);
    if (this.#description === undefined) {
      if (input.kind === 'gone') return this.#options.onRemoved();
      if (this.#early.length < maxEarly) this.#early.push(input);
      return;
    }
    this.#apply(this.#description, input);
    this.#options.onChange();
  }

  /** What an event asks of this device beside its change of the state. */
  #note(event: CallEvent): void {
    const { log, line, onHandlerInvalid } = this.#options;
    switch (event.event) {
      case 'migrate':
        return this.#byways.migrate('asked');
      case 'media-panic':
        return log.warn('provider dropped media', { call: this.id });
      case 'handler-invalid':
        if (event.handler !== line.ownHandler) return;
        this.#problem = { code: 'device-unavailable' };
        return onHandlerInvalid();
      case 'attach-failed':
        if (event.handler === line.ownHandler) this.#problem = { code: 'device-not-connected' };
        return;
      default:
        return;
    }
  }

  #apply(description: CallDescription, input: CallInput): void {
    const identity = this.#identity(description);
    const before = this.#state;
    const next = nextCallState(identity, before, input);
    if (next === before) return;
    this.#state = next;
    if (next.kind !== before.kind) this.#options.log.info('call', { call: this.id, state: next.kind });
    this.#followMedia(identity, before, input.kind !== 'described');
    if (next.kind === 'answered') this.#answeredAt ??= this.#options.clock.now();
    if (next.kind === 'over') this.#finish();
  }

  /** `needsDirective`: the description at hand is older than the state. */
  #followMedia(identity: CallIdentity, before: CallState, needsDirective: boolean): void {
    const isHere = hasMediaHere(identity, this.#state);
    const isNew = isAttachingHere(identity, this.#state) && !isAttachingHere(identity, before);
    if (isNew) this.#byways.expectConnection();
    this.#byways.useMedia(isHere);
    if (isActiveHere(identity, this.#state)) this.#byways.expectMedia();
    if (!isHere) this.#audio = undefined;
    else if (needsDirective && (isNew || !hasMediaHere(identity, before))) this.#describe();
  }

  #finish(): void {
    const { clock, onRemoved } = this.#options;
    this.#refresh?.close();
    void this.#byways.close();
    this.#stopEndedTimer = clock.after(endedCardMs, onRemoved);
  }

  #reopened(): void {
    this.#take({ kind: 'reopened' });
    this.#describe();
  }

  /** Media went both ways: this device is connected (PROTOCOL 5, Answer). */
  #connected(): void {
    const handler = this.#options.line.ownHandler;
    if (this.#description === undefined || !isAttachingHere(this.#identity(this.#description), this.#state)) return;
    this.#byways.send({ event: 'handler-connected', handler }).catch(() => undefined);
  }

  /** Says once that this device rings, where it does. */
  #alert(): void {
    const isRinging = this.#description?.direction === 'inbound' && this.#state.kind === 'unanswered';
    if (!isRinging || this.#hasAlerted || this.#isQuiet()) return;
    this.#hasAlerted = true;
    this.#byways.send({ event: 'alerting' }).catch(() => undefined);
  }

  #byProvider(problem: PhoneError): void {
    const { code, detail } = problem;
    this.#options.log.warn('call byway', { call: this.id, code, detail });
    if (code !== 'bad-response' && code !== 'refused-request') return;
    this.#problem = problem.toFailure();
    this.#options.onChange();
  }

  async #act(body: EventBody<CallEvent>): Promise<void> {
    this.#problem = undefined;
    this.#options.onChange();
    await this.#byways.send(body);
  }

  #requireLiving(): void {
    if (this.#state.kind === 'over') throw new PhoneError('call-ended');
  }

  #requireUnanswered(direction: 'inbound' | 'outbound'): void {
    this.#requireLiving();
    if (this.#description?.direction !== direction || this.#state.kind !== 'unanswered')
      throw new PhoneError('not-now');
  }

  #isQuiet(): boolean {
    return this.#isSilenced || this.#options.isDoNotDisturb();
  }

  #identity({ direction }: CallDescription): CallIdentity {
    return { direction, ownHandler: this.#options.line.ownHandler };
  }
}
