import { callEvent, type CallEvent, type EventBody } from '../../src-protocol/events.ts';
import { isFinal, isStateEvent, type StateEvent } from '../../src-protocol/call-progress.ts';
import { asList, type Handler, type MediaEnd, type MediaEnds } from '../../src-protocol/handler.ts';
import type { CallDescription } from '../../src-protocol/call.ts';
import type { Group } from '../accounts.ts';
import { LegStreams } from '../events/leg-streams.ts';
import { LegMedia } from '../media/leg-media.ts';
import type { RelayedMedia } from '../media/relayed-media.ts';
import type { World } from '../world.ts';
import { BywayWatch } from './byway-watch.ts';
import type { CallParties } from './call-parties.ts';
import type { CallSide, Ending, Feature, Standing } from './call-side.ts';
import { FarSide } from './far-side.ts';
import { describeLeg } from './leg-description.ts';
import { LegDevices } from './leg-devices.ts';
import { LegDirectives } from './leg-directives.ts';
import { LegFeatures } from './leg-features.ts';
import { acceptsFromClient, refusalOf, type Direction } from './leg-state.ts';
import { MediaPresence } from './media-presence.ts';

/** A call is given up when nobody answered it for this long (PROTOCOL 7). */
const ringLimitMs = 120_000;

export interface LegOptions {
  readonly id: string;
  readonly uri: string;
  readonly group: Group;
  readonly direction: Direction;
  readonly parties: CallParties;
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
  readonly #devices: LegDevices;
  readonly #directives: LegDirectives;
  readonly #features: LegFeatures;
  readonly #far: FarSide;
  readonly #byways: BywayWatch;
  readonly #presence: MediaPresence;
  readonly #over = new AbortController();
  #state: StateEvent;
  #answeredAt: number | undefined;
  #stopRinging: () => void = () => undefined;

  constructor(options: LegOptions) {
    const { findHandler, handler } = options;
    const { clock } = options.world;
    this.id = options.id;
    this.uri = options.uri;
    this.group = options.group;
    this.#options = options;
    this.#startedAt = clock.now();
    this.#state = this.#stamp({ event: 'proceeding' }) as StateEvent;
    this.#byways = new BywayWatch({ clock, onAbandoned: () => this.hangUp() });
    this.#streams = new LegStreams({ clock, call: this.uri, onCount: (open) => this.#byways.streamsAre(open) });
    this.#presence = new MediaPresence({ clock, onChange: (change) => this.#far.side?.farMediaChanged(change) });
    this.#far = new FarSide({ clock, listener: this, send: (body) => this.#send(body) });
    this.#directives = new LegDirectives({ findHandler, farSinks: () => this.#far.side?.sinks });
    this.#devices = new LegDevices({
      clock,
      findHandler,
      handler,
      send: (body) => this.#send(body),
      onChange: () => this.#devicesChanged(),
    });
    this.#features = new LegFeatures({
      send: (body) => this.#send(body),
      showFar: (feature) => this.#far.side?.farShowed(feature),
      isAnswered: () => this.#state.event === 'answered',
    });
    this.#media = new LegMedia(clock, {
      hearing: () => this.#devices.hearing,
      talks: (device) => this.#devices.talks(device),
      directiveOf: (device) => this.#directives.of(device),
      sinkOf: (device) => asList<MediaEnd>(findHandler(device)?.spk)[0]?.id ?? 0,
      spoke: (media) => this.#spoke(media),
      panicked: () => this.#send({ event: 'media-panic' }),
    });
  }

  /** Aborts when the call is over. */
  get over(): AbortSignal {
    return this.#over.signal;
  }

  get sinks(): MediaEnds | undefined {
    const { current } = this.#devices;
    return current === undefined ? undefined : this.#options.findHandler(current)?.spk;
  }

  get standing(): Standing {
    const { isHeld, isMuted } = this.#features;
    return { isHolding: isHeld, isMuted, isMediaLost: this.#presence.isLost };
  }

  /** Joins the leg to the other side; `begin` follows on both sides. */
  connect(far: CallSide): void {
    this.#far.join(far);
  }

  /** Sends `proceeding` and, on an outbound leg, `attaching` for the device that the call names. */
  begin(askedBy = ''): void {
    this.#stopRinging = this.#options.world.clock.after(ringLimitMs, () =>
      this.#end({ event: 'noanswer' }, { event: 'noanswer' }),
    );
    this.#send({ event: 'proceeding' });
    if (this.#options.direction === 'outbound') this.#byways.start();
    this.#devices.attachFirst(askedBy);
  }

  /** The device that a request names, where it is active on the terminal group; otherwise an empty text. */
  knownDevice(named: string): string {
    return this.#options.findHandler(named) === undefined ? '' : named;
  }

  /** What `GET {call}` answers; the directive is the asking device's where it is the call's or attaching. */
  describe(device: string): CallDescription {
    const { current, hearing } = this.#devices;
    return describeLeg({
      uri: this.uri,
      direction: this.#options.direction,
      parties: this.#options.parties,
      handler: current,
      event: this.#state,
      reconnecting: this.#far.standing.isMediaLost,
      held: this.#features.isHeld,
      startedAt: this.#startedAt,
      answeredAt: this.#answeredAt,
      mic: this.#directives.of(hearing.includes(device) ? device : current),
    });
  }

  openEvents(device: string): Response {
    const { attaching } = this.#devices;
    const outstanding = [...(attaching === undefined ? [] : [attaching]), ...this.#far.outstanding];
    if (this.#features.isMuted) outstanding.push({ event: 'mute', by: 'us' });
    return this.#streams.open(device, [this.#state, ...outstanding.map((body) => this.#stamp(body))]);
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
        if (this.#state.event === 'answered') this.#devices.move(event.handler, sender);
        return;
      case 'handler-connected':
        return this.#devices.connected(event.handler);
      case 'attach-failed':
        if (sender === event.handler) this.#devices.refused(sender);
        return;
      default:
        return this.#features.take(event);
    }
  }

  /** A device of the terminal group has another description now, or was removed. */
  deviceChanged(handler: string, change: 'modified' | 'destroyed'): void {
    if (change === 'destroyed') return this.#devices.removed(handler);
    this.#renewDirectives();
    if (handler === this.#devices.current) this.#far.side?.farSinksChanged();
  }

  /** The provider ends the call on both sides. */
  hangUp(): void {
    this.#end({ event: 'end', by: 'provider' }, { event: 'end', by: 'provider' });
  }

  farProgressed(progress: 'alerting' | 'answered'): void {
    if (isFinal(this.#state.event)) return;
    if (progress === 'alerting') this.#become({ event: 'alerting' });
    else this.#answered();
  }

  farEnded(ending: Ending): void {
    this.#finish(ending);
  }

  farSpoke(media: RelayedMedia): void {
    if (!this.#features.isHeld) this.#media.deliver(media);
  }

  farShowed(feature: Feature): void {
    this.#far.showed(feature);
  }

  farMediaChanged(change: 'reconnecting' | 'reconnected'): void {
    this.#send({ event: change });
  }

  farSinksChanged(): void {
    this.#renewDirectives();
  }

  #takeState(sender: string, event: StateEvent): void {
    if (!acceptsFromClient(this.#options.direction, this.#state.event, event.event)) return;
    switch (event.event) {
      case 'proceeding':
        return;
      case 'alerting':
        this.#become({ event: 'alerting' });
        return this.#far.side?.farProgressed('alerting');
      case 'answered':
        if (!this.#devices.answer(event.handler, sender)) return;
        this.#far.side?.farSinksChanged();
        this.#answered();
        return this.#far.side?.farProgressed('answered');
      case 'end':
        return this.#end({ event: 'end', by: 'us' }, { event: 'end', by: 'them' });
      case 'declined':
      case 'failed':
      case 'noanswer':
        return this.#end(refusalOf(event), refusalOf(event));
    }
  }

  #answered(): void {
    const { current } = this.#devices;
    this.#stopRinging();
    this.#answeredAt = this.#options.world.clock.now();
    if (current !== undefined) this.#become({ event: 'answered', handler: current });
    this.#devices.established();
    this.#byways.start();
    this.#presence.start();
  }

  #devicesChanged(): void {
    this.#directives.note(this.#devices.hearing);
    this.#media.hearingChanged();
    if (this.#state.event !== 'answered') return;
    const { current } = this.#devices;
    if (current !== undefined) this.#state = { ...this.#state, handler: current };
    this.#far.side?.farSinksChanged();
  }

  #renewDirectives(): void {
    if (this.#directives.haveChanged(this.#devices.hearing)) this.#send({ event: 'migrate' });
  }

  #spoke(media: RelayedMedia): void {
    if (this.#state.event === 'answered') this.#presence.heard();
    if (!this.#features.isHeld) this.#far.side?.farSpoke(media);
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
    this.#far.side?.farEnded(far);
  }

  #finish(ending: Ending): void {
    if (isFinal(this.#state.event)) return;
    this.#become(ending);
    this.#stopRinging();
    this.#devices.stop();
    this.#byways.stop();
    this.#presence.stop();
    this.#far.stop();
    this.#streams.close();
    this.#media.close();
    this.#over.abort();
    this.#options.onOver(this);
  }
}
