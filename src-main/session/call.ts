import type { CallDescription } from '../../src-protocol/call.ts';
import { isFinal, type FinalEvent } from '../../src-protocol/call-progress.ts';
import type { CallEvent, EventBody } from '../../src-protocol/events.ts';
import type { AudioPort } from '../../src-bridge/audio-port.ts';
import { PhoneError } from '../../src-bridge/phone-error.ts';
import type { CallAppearance } from '../../src-bridge/phone-state.ts';
import { appearanceOf } from './call-appearance.ts';
import { CallAsks } from './call-asks.ts';
import { CallByways } from './call-byways.ts';
import { eventFor, requireAnswered, requireLiving, requireUnanswered, type CallCommand } from './call-commands.ts';
import type { CallFacts, FinalFacts } from './call-facts.ts';
import type { CallOptions, KnownCall } from './call-options.ts';
import { CallRecord } from './call-record.ts';
import type { CallInput } from './call-state.ts';
import type { Standing } from './call-standing.ts';
import { CallVoice } from './call-voice.ts';
import { CookieJar } from './cookie-jar.ts';
import { DescriptionQuery } from './description-query.ts';
import { endedCallOf } from './response-failure.ts';
import { Ring } from './ring.ts';

/** The card of a call that is over leaves after this. */
const endedCardMs = 6000;

/** One call of the account, as this device follows it and takes part in it (PROTOCOL 4 to 7). */
export class Call {
  readonly #options: CallOptions;
  readonly #byways: CallByways;
  readonly #voice: CallVoice;
  readonly #query: DescriptionQuery;
  readonly #ring: Ring;
  readonly #record: CallRecord;
  readonly #asks: CallAsks;
  readonly #described = Promise.withResolvers<void>();
  #stopEndedTimer: (() => void) | undefined;
  #isClosed = false;

  constructor(options: CallOptions) {
    this.#options = options;
    const { line, uri } = options;
    this.#record = new CallRecord(line.ownHandler);
    this.#asks = new CallAsks({
      ownHandler: line.ownHandler,
      nameOf: (handler) => line.badgeOf(handler).name,
    });
    const cookies = new CookieJar();
    const client = line.client.forCall(line.ownHandler, cookies);
    this.#byways = new CallByways({
      ...options,
      ...line,
      call: uri,
      client,
      cookies,
      onEvent: (event) => this.#take({ kind: 'event', event }),
      onReopened: () => this.#reopened(),
      onConnected: () => this.#connected(),
      onProblem: (problem) => this.#byProvider(problem),
      onGone: (problem) => this.#take({ kind: 'gone', ended: endedCallOf(problem) }),
    });
    this.#voice = new CallVoice({ byways: this.#byways, isHeld: () => this.#record.standing.isHeld });
    this.#query = new DescriptionQuery({
      ...options,
      ...line,
      client,
      onAsk: () => this.#record.asked(),
      onDescription: (description) => this.#adopt({ description }),
      onProblem: (problem) => this.#byProvider(problem),
      onGone: (problem) => this.#take({ kind: 'gone', ended: endedCallOf(problem) }),
    });
    this.#ring = new Ring({
      ...options,
      sendAlerting: () => this.#tell({ event: 'alerting' }),
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

  /** Resolves once the call is described, or followed no more. */
  get described(): Promise<void> {
    return this.#described.promise;
  }

  /** What another one, in place of this, is to begin with. */
  get known(): KnownCall | undefined {
    const { description } = this.#record;
    return description && { description, problem: this.#asks.problem };
  }

  get facts(): CallFacts {
    const { handler, final } = this.#record;
    const { ownHandler } = this.#options.line;
    return {
      uri: this.uri,
      ...(handler === undefined ? {} : { handler }),
      ...(ownHandler === undefined ? {} : { ownHandler }),
      ...(final === undefined ? {} : { final: finalFacts(final) }),
    };
  }

  get isOver(): boolean {
    return this.#record.state.kind === 'over';
  }

  /** True while this device talks, is being connected, or placed the call. */
  get isHere(): boolean {
    return this.#record.standing.isHere;
  }

  /** The card; undefined until the call is known. */
  get appearance(): CallAppearance | undefined {
    const { description, state, answeredAt, farSideLostAt } = this.#record;
    if (description === undefined) return undefined;
    const { id, line } = this.#options;
    return appearanceOf(
      {
        id,
        lineId: line.id,
        identity: this.#record.identityOf(description.direction),
        description,
        state,
        features: this.#record.features,
        answeredAt,
        farSideLostAt,
        isSilenced: this.#ring.isSilenced,
        isMuted: this.#voice.isMuted,
        askedBy: this.isHere ? this.#asks.askedBy : undefined,
        audio: this.#voice.plan,
        problem: this.#asks.problem,
      },
      line.badgeOf,
    );
  }

  /** Opens the byways, unless the call is known to be over, and asks for the description, unless that is at hand. */
  start(known?: KnownCall): void {
    if (known === undefined || !isFinal(known.description.event.event)) this.#byways.open();
    if (known === undefined) return this.#query.ask();
    this.#asks.fail(known.problem);
    this.#adopt(known);
  }

  /** Takes what came on another way than by asking. */
  learn(known: KnownCall): void {
    if (this.#record.description === undefined || known.placedFor !== undefined) this.#adopt(known);
  }

  /** Rejects with a `PhoneError`: where the command does not fit the state, or `offline`. */
  async command(command: CallCommand): Promise<void> {
    const event = eventFor(command, this.#record);
    this.#asks.act(command);
    this.#options.onChange();
    await this.#byways.send(event);
  }

  /** Moves the call to this device. Rejects as `command` does, with `not-now` where this is no device. */
  async pull(): Promise<void> {
    const { ownHandler } = this.#options.line;
    if (ownHandler === undefined) throw new PhoneError('not-now');
    const sent = this.command({ kind: 'move', handler: ownHandler });
    // A provider that has this device connected already ignores the move.
    this.#take({ kind: 'resumed' });
    await sent;
  }

  /** Puts the call on hold where this device talks in it. */
  holdIfTalking(): void {
    const { isActive, isHeld } = this.#record.standing;
    if (isActive && !isHeld) this.command({ kind: 'hold' }).catch(() => undefined);
  }

  /** Presses keys of the keypad. Throws a `PhoneError` `not-now` where this device does not talk. */
  sendDigits(digits: string): void {
    requireAnswered(this.#record);
    const { isActive, isHeld } = this.#record.standing;
    if (!isActive || isHeld) throw new PhoneError('not-now');
    this.#voice.dial(digits);
  }

  /** A device was removed from the line. */
  deviceGone(handler: string): void {
    this.#take({ kind: 'device-gone', handler });
  }

  /** Stops the ring of this device. */
  silence(): void {
    requireUnanswered(this.#record, 'inbound');
    this.#ring.silence();
    this.#options.onChange();
  }

  setMuted(isMuted: boolean): void {
    requireLiving(this.#record);
    if (this.#voice.isMuted === isMuted) return;
    this.#voice.setMuted(isMuted);
    this.#asks.act();
    this.#options.onChange();
    this.#tellMute();
  }

  /** The engine's end of the audio. Throws a `PhoneError` `no-such-call` where there is no audio to be had. */
  openAudio(): AudioPort {
    return this.#voice.open();
  }

  /** The settings have changed: this device may ring now, or no more. */
  settingsChanged(): void {
    if (this.#record.isRinging) this.#ring.begin();
  }

  retryNow(): void {
    this.#query.retryNow();
    this.#byways.retryNow();
  }

  /** The network is another one, or back: byways and description are had anew. */
  networkChanged(): void {
    if (this.isOver) return;
    this.#query.retryNow();
    this.#byways.networkChanged();
  }

  /** Leaves the call, as it is or with a last event. Resolves when the provider has taken that, or soon without. */
  close(last?: EventBody<CallEvent>): Promise<void> {
    this.#isClosed = true;
    this.#described.resolve();
    this.#stopEndedTimer?.();
    this.#query.close();
    if (last !== undefined) this.#tell(last);
    return this.#byways.close();
  }

  /** Takes a description. Throws a `PhoneError` `bad-response` where it is not of this call or lacks what is due. */
  #adopt({ description, placedFor }: KnownCall): void {
    if (this.#isClosed) return;
    if (description.uri !== this.#options.uri) throw new PhoneError('bad-response', { detail: 'uri' });
    const wasHere = this.isHere;
    if (this.#record.isAnswerStale && placedFor === undefined) this.#query.ask();
    else this.#describe({ description, placedFor });
    if (this.isHere) this.#useDirective(description, wasHere);
    if (this.#record.isRinging) this.#ring.begin();
    this.#described.resolve();
    this.#options.onChange();
  }

  #describe({ description, placedFor }: KnownCall): void {
    const { line } = this.#options;
    const { handler } = description;
    const isGone = handler !== undefined && line.isGone(handler);
    const isPlacedHere = placedFor !== undefined && placedFor === line.ownHandler;
    if (placedFor !== undefined) this.#asks.choose(placedFor);
    this.#apply(
      { kind: 'described', description, isPlacedHere },
      ...(isGone ? [{ kind: 'device-gone', handler } as const] : []),
    );
  }

  /** `isDue`: the question was asked when this device had become the one that talks. */
  #useDirective({ mic }: CallDescription, isDue: boolean): void {
    if (isDue || mic !== undefined) this.#voice.direct(mic);
    else this.#query.ask();
  }

  /** Takes what the provider says and publishes what came of it. */
  #take(input: CallInput): void {
    if (this.#isClosed) return;
    if (input.kind === 'event') this.#note(input.event);
    this.#apply(input, ...this.#refusalOf(input));
    if (this.#record.description !== undefined) this.#options.onChange();
    else if (input.kind === 'gone') this.#options.onRemoved();
  }

  #apply(...inputs: CallInput[]): void {
    const before = this.#record.standing;
    for (const input of inputs) this.#record.take(input, this.#options.clock.now());
    const isDescribed = inputs.some(({ kind }) => kind === 'described');
    this.#follow(before, this.#record.standing, { isDescribed });
  }

  /** Another device may not have this one take a call where the person does not let it (PROTOCOL 5, `attach-failed`). */
  #refusalOf(input: CallInput): readonly CallInput[] {
    const { line, letsOthersUse } = this.#options;
    if (input.kind !== 'event' || input.event.event !== 'attaching') return [];
    const { handler } = input.event;
    if (handler !== line.ownHandler || this.#asks.askedBy === undefined || this.isHere || letsOthersUse()) return [];
    const refusal = { event: 'attach-failed', handler, reason: 'refused' } as const;
    this.#tell(refusal);
    return [{ kind: 'event', event: refusal }];
  }

  /** What an event asks of this device beside its change of the state. */
  #note(event: CallEvent): void {
    const { log, onHandlerInvalid } = this.#options;
    this.#asks.heard(event);
    switch (event.event) {
      case 'migrate':
        return this.#byways.migrate('asked');
      case 'media-panic':
        return log.warn('provider dropped media', { call: this.id });
      case 'handler-invalid':
        return onHandlerInvalid(event.handler);
      case 'transferred-from':
        return this.#query.ask();
      default:
        return;
    }
  }

  /** Does what a new standing asks for. */
  #follow(before: Standing, after: Standing, { isDescribed }: { isDescribed: boolean }): void {
    if (after.kind !== before.kind) this.#options.log.info('call', { call: this.id, state: after.kind });
    const isNew = after.isAttaching && !before.isAttaching;
    if (after.isHere && (isNew || !before.isHere) && !isDescribed) this.#query.ask();
    if (!after.isHere) this.#voice.fallSilent();
    if (isNew) this.#byways.expectConnection();
    this.#byways.useMedia(after.isHere);
    if (after.isActive) this.#byways.expectMedia();
    if (after.isActive && !before.isActive) this.#tellMute();
    const isTalking = after.isHere && !after.isHeld;
    if (isTalking && (!before.isHere || before.isHeld)) this.#options.onTalk('taken');
    else if (isTalking && after.isActive && !before.isActive) this.#options.onTalk('connected');
    if (after.kind === 'over' && before.kind !== 'over') this.#finish();
  }

  #finish(): void {
    const { clock, onRemoved } = this.#options;
    this.#query.close();
    void this.#byways.close();
    this.#stopEndedTimer = clock.after(endedCardMs, onRemoved);
  }

  #reopened(): void {
    this.#options.onReachable();
    this.#take({ kind: 'reopened' });
    this.#query.ask();
  }

  /**
   * Media went both ways: this device is connected (PROTOCOL 5, Answer). That is said until the provider has it, and is
   * then known here too, although its own event may have gone by before there was a stream.
   */
  #connected(): void {
    const { ownHandler } = this.#options.line;
    if (this.#isClosed || ownHandler === undefined || !this.#record.standing.isAttaching) return;
    const event = { event: 'handler-connected', handler: ownHandler } as const;
    this.#byways.send(event).then(
      () => this.#take({ kind: 'event', event }),
      () => this.#connected(),
    );
  }

  #byProvider(problem: PhoneError): void {
    const { code, detail } = problem;
    this.#options.log.warn('call byway', { call: this.id, code, detail });
    if (code !== 'bad-response' && code !== 'refused-request') return;
    this.#asks.fail(problem.toFailure());
    this.#options.onChange();
  }

  /** Tells both sides whether the device that talks is muted, where they believe something else. */
  #tellMute(): void {
    const { isMuted } = this.#voice;
    if (!this.#record.standing.isActive || isMuted === this.#record.features.areWeMuted) return;
    this.#tell({ event: isMuted ? 'mute' : 'unmute' });
  }

  /** Sends what nobody waits for. */
  #tell(body: EventBody<CallEvent>): void {
    this.#byways.send(body).catch(() => undefined);
  }
}

function finalFacts(final: FinalEvent): FinalFacts {
  const { event } = final;
  return event === 'end' && final.by !== undefined ? { event, by: final.by } : { event };
}
