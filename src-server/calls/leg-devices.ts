import type { CallEvent, CallEventOf, EventBody } from '../../src-protocol/events.ts';
import type { Handler } from '../../src-protocol/handler.ts';
import type { Clock } from '../world.ts';
import { Attachment, type Attaching } from './attachment.ts';
import type { DevicesRecord } from './leg-record.ts';

export interface LegDevicesOptions {
  readonly clock: Clock;
  /** The device of a URI where it is active on the leg's terminal group. */
  readonly findHandler: (uri: string) => Handler | undefined;
  /** Sends an event to every device of the leg. */
  readonly send: (body: EventBody<CallEvent>) => void;
  /** Another device talks or hears now. */
  readonly onChange: () => void;
  /** The device that an outbound call names. */
  readonly handler: string | undefined;
  /** Of a leg that is made again. */
  readonly known: DevicesRecord | undefined;
}

/** Which device of a leg has its media, and which one is on its way to it (PROTOCOL 5, Answer and Move). */
export class LegDevices {
  readonly #options: LegDevicesOptions;
  readonly #attachment: Attachment;
  #current: string | undefined;
  #isAttached: boolean;
  /** True once the current device may have media: outbound from the start, inbound from the answer on. */
  #isReached: boolean;

  constructor(options: LegDevicesOptions) {
    this.#options = options;
    const { known, handler } = options;
    this.#current = known?.current ?? handler;
    this.#isAttached = known?.isAttached ?? true;
    this.#isReached = known?.isReached ?? handler !== undefined;
    this.#attachment = new Attachment({
      clock: options.clock,
      onTimeout: (attaching) => this.#failed(attaching, 'timeout'),
    });
  }

  /** The device of the call; undefined until one was chosen. */
  get current(): string | undefined {
    return this.#current;
  }

  get attaching(): EventBody<CallEventOf<'attaching'>> | undefined {
    const attaching = this.#attachment.current;
    return attaching && attachingEvent(attaching);
  }

  get record(): DevicesRecord {
    const { current, isAttached } = this;
    return { current, isAttached, isReached: this.#isReached, attaching: this.#attachment.current };
  }

  /** False after the device of the call did not connect, or was removed: nobody talks until a move. */
  get isAttached(): boolean {
    return this.#isAttached;
  }

  /** The devices that hear: the one that talks and the one that is attaching. */
  get hearing(): readonly string[] {
    const attaching = this.#attachment.current?.handler;
    const talking = this.#isAttached && this.#isReached ? this.#current : undefined;
    return [talking, attaching === talking ? undefined : attaching].filter((device) => device !== undefined);
  }

  /** True for the device whose media goes to the far side. */
  talks(device: string): boolean {
    return this.#isAttached && device === this.#current;
  }

  /** Goes on in a leg that is made again; a device that was attaching to an established call has 10 s from now. */
  resume({ isEstablished }: { isEstablished: boolean }): void {
    const attaching = this.#options.known?.attaching;
    if (attaching === undefined) return;
    this.#attachment.begin(attaching);
    if (isEstablished) this.#attachment.startLimit();
  }

  /** Attaches the device that an outbound call names. Its 10 s start with `established`. */
  attachFirst(askedBy: string): void {
    if (this.#current !== undefined) this.#attach({ handler: this.#current, askedBy, purpose: 'first' });
  }

  /** Gives the call to `handler`. False, with `handler-invalid`, when that device is not active. */
  answer(handler: string, askedBy: string): boolean {
    if (!this.#isActive(handler)) return false;
    this.#current = handler;
    this.#isReached = true;
    this.#attach({ handler, askedBy, purpose: 'first' });
    return true;
  }

  /** The call is established: a device that is still attaching has 10 s from now. */
  established(): void {
    this.#attachment.startLimit();
  }

  /** Moves the established call to `handler`; a move that is under way to another is replaced. */
  move(handler: string, askedBy: string): void {
    if (this.talks(handler) || !this.#isActive(handler)) return;
    const earlier = this.#attachment.current;
    if (earlier?.handler === handler) return;
    if (earlier !== undefined) this.#failed(earlier, 'replaced');
    this.#attach({ handler, askedBy, purpose: 'move' });
    this.#attachment.startLimit();
  }

  /** A device says that it has sent and received media. */
  connected(handler: string): void {
    const attaching = this.#attachment.finish(handler);
    if (attaching === undefined) return;
    this.#options.send({ event: 'handler-connected', handler });
    if (attaching.purpose === 'first') return;
    const from = this.#current ?? handler;
    this.#current = handler;
    this.#isAttached = true;
    this.#options.send({ event: 'moved', handler, from });
    this.#options.onChange();
  }

  /** The attaching device will not. */
  refused(handler: string): void {
    const attaching = this.#attachment.finish(handler);
    if (attaching !== undefined) this.#failed(attaching, 'refused');
  }

  /** A device was removed from the terminal group. */
  removed(handler: string): void {
    const attaching = this.#attachment.finish(handler);
    if (attaching !== undefined) this.#failed(attaching, 'gone');
    if (handler === this.#current) this.#isAttached = false;
  }

  stop(): void {
    this.#attachment.stop();
  }

  #isActive(handler: string): boolean {
    if (this.#options.findHandler(handler) !== undefined) return true;
    this.#options.send({ event: 'handler-invalid', handler });
    return false;
  }

  #attach(attaching: Attaching): void {
    this.#attachment.begin(attaching);
    this.#options.onChange();
    this.#options.send(attachingEvent(attaching));
  }

  #failed(attaching: Attaching, reason: string): void {
    if (attaching.handler === this.#current) this.#isAttached = false;
    this.#options.send({ event: 'attach-failed', handler: attaching.handler, reason });
    this.#options.onChange();
  }
}

/** `asked-by` is absent where the command came from no device that is known. */
function attachingEvent({ handler, askedBy }: Attaching): EventBody<CallEventOf<'attaching'>> {
  return { event: 'attaching', handler, ...(askedBy === '' ? {} : { 'asked-by': askedBy }) };
}
