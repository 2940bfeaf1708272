import type { CallDescription } from '../../src-protocol/call.ts';
import type { CallEvent, CallEventOf, EventBody } from '../../src-protocol/events.ts';
import { asList, type MediaEnd, type MediaEnds } from '../../src-protocol/handler.ts';
import type { Group } from '../accounts.ts';
import { LegStreams } from '../events/leg-streams.ts';
import { LegMedia, type MediaPolicy } from '../media/leg-media.ts';
import type { RelayedMedia } from '../media/relayed-media.ts';
import { BywayWatch } from './byway-watch.ts';
import type { CallSide, Ending, Feature, Replacement, Standing } from './call-side.ts';
import { FarSide } from './far-side.ts';
import { LegCommands } from './leg-commands.ts';
import { describeLeg } from './leg-description.ts';
import { LegDevices } from './leg-devices.ts';
import { LegDirectives } from './leg-directives.ts';
import { LegFeatures } from './leg-features.ts';
import type { LegOptions } from './leg-options.ts';
import { LegProgress } from './leg-progress.ts';
import type { LegRecord, SideReference } from './leg-record.ts';
import { MediaPresence } from './media-presence.ts';

/** One account's half of a call: its state, its devices and its media (PROTOCOL 4 to 7). */
export class Leg implements CallSide {
  readonly id: string;
  readonly uri: string;
  readonly group: Group;
  readonly reference: SideReference;
  readonly #options: LegOptions;
  readonly #streams: LegStreams;
  readonly #media: LegMedia;
  readonly #devices: LegDevices;
  readonly #directives: LegDirectives;
  readonly #features: LegFeatures;
  readonly #commands: LegCommands;
  readonly #far: FarSide;
  readonly #byways: BywayWatch;
  readonly #presence: MediaPresence;
  readonly #progress: LegProgress;
  readonly #lost = new AbortController();
  #isTransferring = false;

  constructor(options: LegOptions) {
    const { findHandler, handler, known } = options;
    const { clock } = options.world;
    this.id = options.id;
    this.uri = options.uri;
    this.group = options.group;
    this.reference = { kind: 'leg', id: this.id };
    this.#options = options;
    const onCount = (open: number): void => {
      this.#byways.streamsAre(open);
      options.onChange(this);
    };
    const onEvent = (event: CallEvent): void => {
      options.onEvent(this, event);
      options.onChange(this);
    };
    const listeners = known?.listeners ?? [];
    const streams = new LegStreams({ clock, call: this.uri, onCount, onEvent, listeners });
    const send = (body: EventBody<CallEvent>): void => void streams.send(body);
    this.#streams = streams;
    this.#byways = new BywayWatch({ clock, onAbandoned: () => this.hangUp() });
    const onUnanswered = (): void => this.#end({ event: 'noanswer' });
    this.#progress = new LegProgress({ clock, streams, onUnanswered, known: known?.progress });
    this.#presence = new MediaPresence({ clock, onChange: (change) => this.#far.side?.farMediaChanged(change) });
    this.#far = new FarSide({ ...options, clock, listener: this, send });
    this.#directives = new LegDirectives({ findHandler, farSinks: () => this.#far.side?.sinks });
    const onChange = (): void => this.#devicesChanged();
    this.#devices = new LegDevices({ clock, findHandler, handler, send, onChange, known: known?.devices });
    const showFar = (feature: Feature): void => this.#far.side?.farShowed(feature);
    const isAnswered = (): boolean => this.isEstablished;
    this.#features = new LegFeatures({ send, showFar, isAnswered, known: known?.features });
    this.#commands = new LegCommands({
      direction: options.direction,
      progress: this.#progress,
      devices: this.#devices,
      features: this.#features,
      far: this.#far,
      answered: () => this.#answered(),
      end: (own, far) => this.#end(own, far),
      transfer: (request) => options.onTransfer(this, request),
    });
    const policy: MediaPolicy = {
      hearing: () => this.#devices.hearing,
      talks: (device) => this.#devices.talks(device),
      directiveOf: (device) => this.#directives.of(device),
      sinkOf: (device) => asList<MediaEnd>(findHandler(device)?.spk)[0]?.id ?? 0,
      spoke: (media) => this.#spoke({ ...media, sender: `${this.uri} ${media.sender}` }),
      panicked: () => send({ event: 'media-panic' }),
      // Another process knew them: opened anew, the device sends them whole.
      puzzled: () => send({ event: 'migrate' }),
    };
    this.#media = new LegMedia(clock, policy, known?.media);
  }

  /** Aborts when the call is over. */
  get over(): AbortSignal {
    return this.#progress.over;
  }

  /** Aborts when this process keeps the call no more. */
  get lost(): AbortSignal {
    return this.#lost.signal;
  }

  get sinks(): MediaEnds | undefined {
    const { current } = this.#devices;
    return current === undefined ? undefined : this.#options.findHandler(current)?.spk;
  }

  get standing(): Standing {
    return { isHolding: this.#features.isHeld, isMuted: this.#features.isMuted, isMediaLost: this.#presence.isLost };
  }

  /** Who is at the other end; undefined once the call is over. */
  get far(): CallSide | undefined {
    return this.#far.side;
  }

  /** The number of who is there. */
  get farNumber(): string {
    return this.#far.number;
  }

  /** The number by which the far side knows this leg. */
  get ownNumber(): string {
    const { from, to } = this.#far.parties;
    return this.#options.direction === 'outbound' ? from : to;
  }

  get isEstablished(): boolean {
    return this.#progress.isAnswered;
  }

  /** Everything from which the leg can be made again. */
  get record(): LegRecord {
    return {
      id: this.id,
      groupId: this.group.id,
      direction: this.#options.direction,
      parties: this.#far.parties,
      progress: this.#progress.record,
      devices: this.#devices.record,
      features: this.#features.record,
      isTransferring: this.#isTransferring,
      far: this.#far.side?.reference,
      listeners: [...this.#streams.listeners],
      media: this.#media.record,
    };
  }

  /** Joins the leg to the other side; `begin` or `resume` follows on both sides. */
  connect(far: CallSide): void {
    this.#far.join(far);
  }

  /** Sends `proceeding` and, on an outbound leg, `attaching` for the device that the call names. */
  begin(askedBy = ''): void {
    this.#progress.start();
    if (this.#options.direction === 'outbound') this.#byways.start();
    this.#devices.attachFirst(askedBy);
  }

  /** Goes on in a leg that is made again: timers begin, and its devices are expected to come back. */
  resume(): void {
    const { isEstablished } = this;
    this.#progress.resume();
    this.#devices.resume({ isEstablished });
    this.#directives.note(this.#devices.hearing);
    this.#media.hearingChanged();
    if (isEstablished || this.#options.direction === 'outbound') this.#byways.start();
    if (isEstablished) this.#presence.start();
    this.#far.resume();
  }

  /** This process keeps the call no more: every stream is reset, and nobody is told anything from now on. */
  cut(): void {
    this.#lost.abort();
    this.#streams.cut();
    this.#media.cut();
  }

  /** True for a device that talks, or is being connected. */
  hears(device: string): boolean {
    return this.#devices.hearing.includes(device);
  }

  /** The device that a request names, where it is active on the terminal group; otherwise an empty text. */
  knownDevice(named: string): string {
    return this.#options.findHandler(named) === undefined ? '' : named;
  }

  /** What `GET {call}` answers; the directive is the asking device's where it is the call's or attaching. */
  describe(device: string): CallDescription {
    const { current } = this.#devices;
    return describeLeg({
      uri: this.uri,
      direction: this.#options.direction,
      parties: this.#far.parties,
      handler: current,
      event: this.#progress.state,
      attached: this.#devices.isAttached,
      reconnecting: this.#far.standing.isMediaLost,
      held: this.#features.isHeld,
      startedAt: this.#progress.startedAt,
      answeredAt: this.#progress.answeredAt,
      mic: this.#directives.of(this.hears(device) ? device : current),
    });
  }

  /** A device opens its byways anew. */
  returned(device: string): void {
    this.#media.returned(device);
  }

  /** Opens an event stream for a device; `last` is the time of the last event that it got, where it tells that. */
  openEvents(device: string, last?: string): Response {
    const { attaching } = this.#devices;
    const outstanding = [...(attaching === undefined ? [] : [attaching]), ...this.#far.outstanding];
    this.returned(device);
    if (this.#features.isMuted) outstanding.push({ event: 'mute', by: 'us' });
    return this.#streams.open(device, {
      state: this.#progress.state,
      outstanding,
      ...(last !== undefined && { last }),
    });
  }

  /** Says that a forward stream is open; returns the way to say that it ended. */
  uploadBegan(): () => void {
    return this.#byways.uploadBegan();
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
    this.#commands.take(sender, event);
  }

  /** A device of the terminal group has another description now, or was removed. */
  deviceChanged(handler: string, change: 'modified' | 'destroyed'): void {
    if (change === 'destroyed') {
      this.#devices.removed(handler);
      return this.#options.onChange(this);
    }
    this.farSinksChanged();
    if (handler === this.#devices.current) this.#far.side?.farSinksChanged();
  }

  /** The provider ends the call on both sides. */
  hangUp(): void {
    this.#end({ event: 'end', by: 'provider' });
  }

  /** Says how a transfer goes. */
  tell(news: EventBody<CallEventOf<`transfer-${'reject' | 'pending' | 'success' | 'failed'}`>>): void {
    if (news.event !== 'transfer-reject') this.#isTransferring = news.event === 'transfer-pending';
    this.#streams.send(news);
  }

  /** The provider asks the devices to close their byways and to open them anew. */
  migrate(): void {
    this.#media.cut();
    this.#streams.send({ event: 'migrate' });
  }

  /** The call is over here and goes on between others, who are not told. */
  release(): void {
    this.#finish({ event: 'end', by: 'provider' });
  }

  farProgressed(progress: 'alerting' | 'answered'): void {
    if (this.#progress.isOver) return;
    if (progress === 'alerting') this.#progress.become({ event: 'alerting' });
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
    this.#streams.send({ event: change });
  }

  farSinksChanged(): void {
    if (this.#directives.haveChanged(this.#devices.hearing)) this.#streams.send({ event: 'migrate' });
  }

  farReplaced(replacement: Replacement): void {
    this.#far.replace(replacement);
    this.farSinksChanged();
    this.#options.onChange(this);
  }

  #answered(): void {
    const { current } = this.#devices;
    if (current !== undefined) this.#progress.become({ event: 'answered', handler: current });
    this.#devices.established();
    this.#byways.start();
    this.#presence.start();
  }

  #devicesChanged(): void {
    this.#directives.note(this.#devices.hearing);
    this.#media.hearingChanged();
    this.#options.onChange(this);
    if (!this.isEstablished) return;
    const { current } = this.#devices;
    if (current !== undefined) this.#progress.isAt(current);
    this.#far.side?.farSinksChanged();
  }

  #spoke(media: RelayedMedia): void {
    if (this.isEstablished) this.#presence.heard();
    if (!this.#features.isHeld) this.#far.side?.farSpoke(media);
  }

  /** Ends this leg and tells the far side, in the same words unless others are given. */
  #end(own: Ending, far = own): void {
    const { side } = this.#far;
    this.#finish(own);
    side?.farEnded(far);
  }

  #finish(ending: Ending): void {
    if (this.#progress.isOver) return;
    this.#progress.become(ending);
    this.#devices.stop();
    this.#byways.stop();
    this.#presence.stop();
    this.#far.leave();
    this.#streams.close();
    this.#media.close();
    this.#options.onOver(this);
  }
}
