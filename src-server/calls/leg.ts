import { callEvent, timestamp, type CallEvent, type CallEventOf, type EventBody } from '../../src-protocol/events.ts';
import { isFinal, isStateEvent, type StateEvent } from '../../src-protocol/call-progress.ts';
import { chooseDirective } from '../../src-protocol/directive.ts';
import { asList, type Handler, type MediaEnd, type MediaEnds } from '../../src-protocol/handler.ts';
import type { CallDescription } from '../../src-protocol/call.ts';
import type { Group } from '../accounts.ts';
import { LegStreams } from '../events/leg-streams.ts';
import { LegMedia } from '../media/leg-media.ts';
import type { RelayedMedia } from '../media/relayed-media.ts';
import type { World } from '../world.ts';
import { Attachment, type Attaching } from './attachment.ts';
import { BywayWatch } from './byway-watch.ts';
import type { CallSide, Ending, Feature } from './call-side.ts';
import { acceptsFromClient, type Direction } from './leg-state.ts';
import { Watchdog } from './watchdog.ts';

/** A side's media is missed after this long (PROTOCOL 7). */
const mediaLimitMs = 5000;
/** A call is given up when nobody answered it for this long (PROTOCOL 7). */
const ringLimitMs = 120_000;
const panicIntervalMs = 1000;

export interface LegOptions {
  readonly id: string;
  readonly uri: string;
  readonly group: Group;
  readonly direction: Direction;
  readonly from: string;
  readonly to: string;
  readonly passport?: string;
  readonly isVerified: boolean;
  /** The device that an outbound call names. */
  readonly handler?: string;
  readonly world: World;
  /** The device of a URI where it is active on the leg's terminal group. */
  readonly findHandler: (uri: string) => Handler | undefined;
  readonly onOver: (leg: Leg) => void;
}

/** One account's half of a call: its state, its devices and its media (PROTOCOL 4 to 7). */
export class Leg implements CallSide {
  readonly id: string;
  readonly uri: string;
  readonly group: Group;
  readonly #options: LegOptions;
  readonly #startedAt: number;
  readonly #streams: LegStreams;
  readonly #media: LegMedia;
  readonly #attachment: Attachment;
  readonly #byways: BywayWatch;
  readonly #ownMedia: Watchdog;
  readonly #over = new AbortController();
  #far: CallSide | undefined;
  #state: StateEvent;
  #answeredAt: number | undefined;
  #handler: string | undefined;
  /** False after the device of the call did not connect, or was removed: nobody talks until a move. */
  #isAttached = true;
  #isHeld = false;
  #isOwnMediaLost = false;
  #isFarMediaLost = false;
  #lastDirective = '';
  #lastPanicAt = -Infinity;
  #stopRinging: () => void = () => undefined;

  constructor(options: LegOptions) {
    const { clock } = options.world;
    this.id = options.id;
    this.uri = options.uri;
    this.group = options.group;
    this.#options = options;
    this.#handler = options.handler;
    this.#startedAt = clock.now();
    this.#state = callEvent(
      { event: 'proceeding' },
      { direction: 's2c', at: this.#startedAt, call: this.uri },
    ) as StateEvent;
    this.#byways = new BywayWatch({
      clock,
      onAbandoned: () => this.#end({ event: 'end', by: 'provider' }, { event: 'end', by: 'provider' }),
    });
    this.#streams = new LegStreams({ clock, call: this.uri, onCount: (open) => this.#byways.streamsAre(open) });
    this.#attachment = new Attachment({ clock, onTimeout: (attaching) => this.#attachFailed(attaching, 'timeout') });
    this.#ownMedia = new Watchdog({ clock, limitMs: mediaLimitMs, onSilence: () => this.#ownMediaIs('reconnecting') });
    this.#media = new LegMedia(clock, {
      hearing: () => this.#hearing(),
      talks: (device) => this.#isAttached && device === this.#handler,
      directiveOf: (device) => this.#directiveFor(device),
      sinkOf: (device) => asList<MediaEnd>(this.#options.findHandler(device)?.spk)[0]?.id ?? 0,
      spoke: (media) => this.#spoke(media),
      dropped: () => this.#panic(),
    });
  }

  /** Aborts when the call is over. */
  get over(): AbortSignal {
    return this.#over.signal;
  }

  get sinks(): MediaEnds | undefined {
    return this.#handler === undefined ? undefined : this.#options.findHandler(this.#handler)?.spk;
  }

  /** Joins the leg to the other side; `begin` follows on both sides. */
  connect(far: CallSide): void {
    this.#far = far;
  }

  /** Sends `proceeding` and, on an outbound leg, `attaching` for the device that the call names. */
  begin(askedBy: string | undefined): void {
    this.#stopRinging = this.#options.world.clock.after(ringLimitMs, () =>
      this.#end({ event: 'noanswer' }, { event: 'noanswer' }),
    );
    this.#send({ event: 'proceeding' });
    if (this.#handler === undefined) return;
    this.#byways.start();
    this.#attach({ handler: this.#handler, askedBy: askedBy ?? this.#handler, purpose: 'first' });
  }

  /** What `GET {call}` answers; the directive is the asking device's where it is the call's or attaching. */
  describe(device: string | undefined): CallDescription {
    const { direction, from, to, passport, isVerified } = this.#options;
    const isEntitled = device !== undefined && this.#hearing().includes(device);
    const mic = this.#directiveFor(isEntitled ? device : this.#handler);
    return {
      uri: this.uri,
      direction,
      from,
      to,
      ...(passport === undefined ? {} : { passport }),
      verified: isVerified,
      ...(this.#handler === undefined ? {} : { handler: this.#handler }),
      event: this.#state,
      reconnecting: this.#isFarMediaLost,
      held: this.#isHeld,
      started: timestamp(this.#startedAt),
      ...(this.#answeredAt === undefined ? {} : { answered: timestamp(this.#answeredAt) }),
      ...(mic === undefined ? {} : { mic }),
    };
  }

  openEvents(device: string): Response {
    const outstanding: CallEvent[] = [this.#state];
    const attaching = this.#attachment.current;
    if (attaching !== undefined) outstanding.push(this.#stamp(attachingEvent(attaching)));
    if (this.#isFarMediaLost) outstanding.push(this.#stamp({ event: 'reconnecting' }));
    return this.#streams.open(device, outstanding);
  }

  /** Says that a forward stream is open; returns the way to say that it ended. */
  uploadBegan(): () => void {
    this.#byways.uploadBegan();
    return () => this.#byways.uploadEnded();
  }

  /** Holds a GET of a device until there is media for it; `gone` aborts when nobody waits for that any more. */
  parkMedia(device: string, gone: AbortSignal): Promise<Response> {
    return this.#media.park(device, gone);
  }

  takeMedia(device: string, body: Uint8Array): Uint8Array<ArrayBuffer> {
    return this.#media.take(device, body);
  }

  /** Applies an event of a client of this leg; `sender` is its device. What it may not send is ignored. */
  take(sender: string, event: CallEvent): void {
    if (isFinal(this.#state.event)) return;
    if (isStateEvent(event)) return this.#takeState(sender, event);
    switch (event.event) {
      case 'move':
        return this.#move(sender, event.handler);
      case 'handler-connected':
        return this.#connected(event.handler);
      case 'attach-failed':
        return this.#refused(sender, event);
      case 'hello':
        return this.#send({ event: 'hello', nonce: event.nonce });
      case 'mute':
      case 'unmute':
        return this.#show({ event: event.event });
      case 'dtmf':
        return this.#show({ event: 'dtmf', digit: event.digit });
      case 'hold':
      case 'unhold':
        return this.#hold(event.event);
      case 'transfer':
      case 'transfer-warm':
        return this.#send({ event: 'transfer-reject', reason: 'this provider does not transfer calls' });
      default:
        return;
    }
  }

  /** A device was removed from the leg's terminal group. */
  deviceRemoved(handler: string): void {
    const attaching = this.#attachment.finish(handler);
    if (attaching !== undefined) this.#attachFailed(attaching, 'gone');
    if (handler === this.#handler) this.#isAttached = false;
  }

  farProgressed(progress: 'alerting' | 'answered'): void {
    if (progress === 'alerting') this.#become({ event: 'alerting' });
    else this.#answered();
  }

  farEnded(ending: Ending): void {
    this.#finish(ending);
  }

  farSpoke(media: RelayedMedia): void {
    if (!this.#isHeld) this.#media.deliver(media);
  }

  farShowed(feature: Feature): void {
    this.#send(feature);
  }

  farMediaChanged(change: 'reconnecting' | 'reconnected'): void {
    this.#isFarMediaLost = change === 'reconnecting';
    this.#send({ event: change });
  }

  farSinksChanged(): void {
    const before = this.#lastDirective;
    const now = JSON.stringify(this.#directiveFor(this.#handler));
    if (before !== '' && before !== now) this.#send({ event: 'migrate' });
  }

  #takeState(sender: string, event: StateEvent): void {
    if (!acceptsFromClient(this.#options.direction, this.#state.event, event.event)) return;
    switch (event.event) {
      case 'proceeding':
        return;
      case 'alerting':
        this.#become({ event: 'alerting' });
        return this.#far?.farProgressed('alerting');
      case 'answered':
        return this.#answer(sender, event.handler);
      case 'end':
        return this.#end({ event: 'end', by: 'us' }, { event: 'end', by: 'them' });
      case 'declined':
      case 'failed':
      case 'noanswer':
        return this.#end(withReason(event), withReason(event));
    }
  }

  #answer(sender: string, handler: string): void {
    if (this.#options.findHandler(handler) === undefined) return this.#send({ event: 'handler-invalid', handler });
    this.#handler = handler;
    this.#attach({ handler, askedBy: sender, purpose: 'first' });
    this.#far?.farSinksChanged();
    this.#answered();
    this.#far?.farProgressed('answered');
  }

  #answered(): void {
    this.#stopRinging();
    this.#answeredAt = this.#options.world.clock.now();
    if (this.#handler !== undefined) this.#become({ event: 'answered', handler: this.#handler });
    this.#attachment.startLimit();
    this.#byways.start();
    this.#ownMedia.touch();
  }

  #move(sender: string, handler: string): void {
    if (this.#state.event !== 'answered' || (handler === this.#handler && this.#isAttached)) return;
    if (this.#options.findHandler(handler) === undefined) return this.#send({ event: 'handler-invalid', handler });
    const earlier = this.#attachment.current;
    if (earlier?.handler === handler) return;
    if (earlier !== undefined) this.#attachFailed(earlier, 'replaced');
    this.#attach({ handler, askedBy: sender, purpose: 'move' });
    this.#attachment.startLimit();
  }

  #attach(attaching: Attaching): void {
    this.#attachment.begin(attaching);
    this.#lastDirective = JSON.stringify(this.#directiveFor(attaching.handler));
    this.#send(attachingEvent(attaching));
    this.#media.keepAlive();
  }

  #connected(handler: string): void {
    const attaching = this.#attachment.finish(handler);
    if (attaching === undefined) return;
    this.#send({ event: 'handler-connected', handler });
    if (attaching.purpose === 'first') return;
    const from = this.#handler ?? handler;
    this.#handler = handler;
    this.#isAttached = true;
    this.#send({ event: 'moved', handler, from });
    this.#far?.farSinksChanged();
  }

  #refused(sender: string, event: CallEventOf<'attach-failed'>): void {
    if (sender !== event.handler) return;
    const attaching = this.#attachment.finish(event.handler);
    if (attaching !== undefined) this.#attachFailed(attaching, 'refused');
  }

  #attachFailed(attaching: Attaching, reason: string): void {
    if (attaching.handler === this.#handler) this.#isAttached = false;
    this.#send({ event: 'attach-failed', handler: attaching.handler, reason });
  }

  #show(
    feature: EventBody<CallEventOf<'mute'>> | EventBody<CallEventOf<'unmute'>> | EventBody<CallEventOf<'dtmf'>>,
  ): void {
    this.#send(feature);
    this.#far?.farShowed(feature);
  }

  #hold(event: 'hold' | 'unhold'): void {
    if (this.#state.event !== 'answered' || this.#isHeld === (event === 'hold')) return;
    this.#isHeld = event === 'hold';
    this.#send({ event });
    this.#far?.farShowed({ event: this.#isHeld ? 'on-hold' : 'off-hold' });
  }

  #spoke(media: RelayedMedia): void {
    if (this.#state.event === 'answered') {
      this.#ownMedia.touch();
      if (this.#isOwnMediaLost) this.#ownMediaIs('reconnected');
    }
    if (!this.#isHeld) this.#far?.farSpoke(media);
  }

  #ownMediaIs(change: 'reconnecting' | 'reconnected'): void {
    this.#isOwnMediaLost = change === 'reconnecting';
    this.#far?.farMediaChanged(change);
  }

  #panic(): void {
    const now = this.#options.world.clock.now();
    if (now - this.#lastPanicAt < panicIntervalMs) return;
    this.#lastPanicAt = now;
    this.#send({ event: 'media-panic' });
  }

  #hearing(): readonly string[] {
    const talking = this.#isAttached && this.#isReached() ? [this.#handler] : [];
    return [...new Set([...talking, this.#attachment.current?.handler])].filter((device) => device !== undefined);
  }

  /** True once the device of the call may have media: from the answer on, outbound from the start. */
  #isReached(): boolean {
    return this.#options.direction === 'outbound' || this.#answeredAt !== undefined;
  }

  #directiveFor(device: string | undefined): MediaEnd | undefined {
    if (device === undefined) return undefined;
    return chooseDirective({ mic: this.#options.findHandler(device)?.mic, sinks: [this.#far?.sinks] });
  }

  #become(body: EventBody<StateEvent>): void {
    if (isFinal(this.#state.event) || body.event === this.#state.event) return;
    this.#state = this.#streams.send(body) as StateEvent;
  }

  #send(body: EventBody<CallEvent>): void {
    this.#streams.send(body);
  }

  #stamp(body: EventBody<CallEvent>): CallEvent {
    return callEvent(body, { direction: 's2c', at: this.#options.world.clock.now(), call: this.uri });
  }

  /** Ends this leg and tells the far side. */
  #end(own: Ending, far: Ending): void {
    if (isFinal(this.#state.event)) return;
    this.#finish(own);
    this.#far?.farEnded(far);
  }

  #finish(ending: Ending): void {
    if (isFinal(this.#state.event)) return;
    this.#become(ending);
    this.#stopRinging();
    this.#attachment.stop();
    this.#byways.stop();
    this.#ownMedia.stop();
    this.#streams.close();
    this.#media.close();
    this.#over.abort();
    this.#options.onOver(this);
  }
}

function attachingEvent({ handler, askedBy }: Attaching): EventBody<CallEventOf<'attaching'>> {
  return { event: 'attaching', handler, 'asked-by': askedBy };
}

function withReason(event: CallEventOf<'declined'> | CallEventOf<'failed'> | CallEventOf<'noanswer'>): Ending {
  const reason = event.reason ?? (event.event === 'failed' ? 'error' : undefined);
  return { event: event.event, ...(reason === undefined ? {} : { reason }) };
}
