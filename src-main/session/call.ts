import type { CallDescription } from '../../src-protocol/call.ts';
import type { CallEvent, EventBody } from '../../src-protocol/events.ts';
import type { AudioPort } from '../../src-bridge/audio-port.ts';
import { PhoneError, type PhoneFailure } from '../../src-bridge/phone-error.ts';
import type { AudioPlan, CallAppearance } from '../../src-bridge/phone-state.ts';
import { audioPlanOf } from './audio-plan.ts';
import { appearanceOf } from './call-appearance.ts';
import { CallByways } from './call-byways.ts';
import { eventFor, requireLiving, requireUnanswered, type CallCommand } from './call-commands.ts';
import type { CallOptions, KnownCall } from './call-options.ts';
import { CallRecord } from './call-record.ts';
import type { CallInput, Standing } from './call-state.ts';
import { CookieJar } from './cookie-jar.ts';
import { DescriptionQuery } from './description-query.ts';
import { Ring } from './ring.ts';

/** The card of a call that is over leaves after this. */
const endedCardMs = 6000;

/** One call of the account, as this device follows it and takes part in it (PROTOCOL 4 to 7). */
export class Call {
  readonly #options: CallOptions;
  readonly #byways: CallByways;
  readonly #query: DescriptionQuery;
  readonly #ring: Ring;
  readonly #record: CallRecord;
  #audio: AudioPlan | undefined;
  #isMuted = false;
  #problem: PhoneFailure | undefined;
  #stopEndedTimer: (() => void) | undefined;
  #isClosed = false;

  constructor(options: CallOptions) {
    this.#options = options;
    const { line, uri } = options;
    this.#record = new CallRecord(line.ownHandler);
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
      onGone: () => this.#take({ kind: 'gone' }),
    });
    this.#query = new DescriptionQuery({
      ...options,
      ...line,
      client,
      onDescription: (description) => this.#adopt(description),
      onProblem: (problem) => this.#byProvider(problem),
      onGone: () => this.#take({ kind: 'gone' }),
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

  /** What another one, in place of this, is to begin with. */
  get known(): KnownCall | undefined {
    const { description } = this.#record;
    return description && { description, problem: this.#problem };
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
    const { description, state, answeredAt } = this.#record;
    if (description === undefined) return undefined;
    const { id, line, nameOf } = this.#options;
    return appearanceOf(
      {
        id,
        lineId: line.id,
        identity: this.#record.identityOf(description.direction),
        description,
        state,
        answeredAt,
        isSilenced: this.#ring.isSilenced,
        isMuted: this.#isMuted,
        audio: this.#audio,
        problem: this.#problem,
      },
      nameOf,
    );
  }

  /** Opens the byways and asks for the description, unless that is at hand. */
  start(known?: KnownCall): void {
    this.#byways.open();
    if (known === undefined) return this.#query.ask();
    this.#problem = known.problem;
    this.#adopt(known.description);
  }

  /** Takes a description that came on another way than by asking. */
  learn(description: CallDescription): void {
    if (this.#record.description === undefined) this.#adopt(description);
  }

  /** Rejects with a `PhoneError`: where the command does not fit the state, or `offline`. */
  async command(command: CallCommand): Promise<void> {
    const event = eventFor(command, this.#record, this.#options.line.ownHandler);
    this.#problem = undefined;
    this.#options.onChange();
    await this.#byways.send(event);
  }

  /** Stops the ring of this device. */
  silence(): void {
    requireUnanswered(this.#record, 'inbound');
    this.#ring.silence();
    this.#options.onChange();
  }

  setMuted(isMuted: boolean): void {
    requireLiving(this.#record);
    if (this.#isMuted === isMuted) return;
    this.#isMuted = isMuted;
    this.#problem = undefined;
    this.#byways.setMuted(isMuted);
    this.#options.onChange();
    if (this.#record.state.kind === 'answered') this.#tell({ event: isMuted ? 'mute' : 'unmute' });
  }

  /** The engine's end of the audio. Throws a `PhoneError` `no-such-call` where there is no audio to be had. */
  openAudio(): AudioPort {
    if (this.#audio === undefined) throw new PhoneError('no-such-call');
    return this.#byways.openAudio();
  }

  /** The settings have changed: this device may ring now, or no more. */
  settingsChanged(): void {
    if (this.#record.isRinging) this.#ring.begin();
  }

  retryNow(): void {
    this.#query.retryNow();
    this.#byways.retryNow();
  }

  /** Leaves the call, as it is or with a last event. Resolves when the provider has taken that, or soon without. */
  close(last?: EventBody<CallEvent>): Promise<void> {
    this.#isClosed = true;
    this.#stopEndedTimer?.();
    this.#query.close();
    if (last !== undefined) this.#tell(last);
    return this.#byways.close();
  }

  /** Takes a description. Throws a `PhoneError` `bad-response` where it is not of this call or lacks what is due. */
  #adopt(description: CallDescription): void {
    if (this.#isClosed) return;
    if (description.uri !== this.#options.uri) throw new PhoneError('bad-response', { detail: 'uri' });
    const wasHere = this.isHere;
    this.#apply({ kind: 'described', description });
    if (this.isHere) this.#useDirective(description, wasHere);
    if (this.#record.isRinging) this.#ring.begin();
    this.#options.onChange();
  }

  /** `isDue`: the question was asked when this device had become the one that talks. */
  #useDirective({ mic }: CallDescription, isDue: boolean): void {
    if (isDue || mic !== undefined) this.#audio = audioPlanOf(mic);
    else this.#query.ask();
  }

  /** Takes what the provider says and publishes what came of it. */
  #take(input: CallInput): void {
    if (this.#isClosed) return;
    if (input.kind === 'event') this.#note(input.event);
    this.#apply(input);
    if (this.#record.description !== undefined) this.#options.onChange();
    else if (input.kind === 'gone') this.#options.onRemoved();
  }

  #apply(input: CallInput): void {
    const before = this.#record.standing;
    this.#record.take(input, this.#options.clock.now());
    this.#follow(before, this.#record.standing, input);
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

  /** Does what a new standing asks for. */
  #follow(before: Standing, after: Standing, input: CallInput): void {
    if (after.kind !== before.kind) this.#options.log.info('call', { call: this.id, state: after.kind });
    const isNew = after.isAttaching && !before.isAttaching;
    if (after.isHere && (isNew || !before.isHere) && input.kind !== 'described') this.#query.ask();
    if (!after.isHere) this.#audio = undefined;
    if (isNew) this.#byways.expectConnection();
    this.#byways.useMedia(after.isHere);
    if (after.isActive) this.#byways.expectMedia();
    if (after.kind === 'over' && before.kind !== 'over') this.#finish();
  }

  #finish(): void {
    const { clock, onRemoved } = this.#options;
    this.#query.close();
    void this.#byways.close();
    this.#stopEndedTimer = clock.after(endedCardMs, onRemoved);
  }

  #reopened(): void {
    this.#take({ kind: 'reopened' });
    this.#query.ask();
  }

  /** Media went both ways: this device is connected (PROTOCOL 5, Answer). */
  #connected(): void {
    if (!this.#record.standing.isAttaching) return;
    this.#tell({ event: 'handler-connected', handler: this.#options.line.ownHandler });
  }

  #byProvider(problem: PhoneError): void {
    const { code, detail } = problem;
    this.#options.log.warn('call byway', { call: this.id, code, detail });
    if (code !== 'bad-response' && code !== 'refused-request') return;
    this.#problem = problem.toFailure();
    this.#options.onChange();
  }

  /** Sends what nobody waits for. */
  #tell(body: EventBody<CallEvent>): void {
    this.#byways.send(body).catch(() => undefined);
  }
}
