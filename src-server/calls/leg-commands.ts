import { isStateEvent, type StateEvent } from '../../src-protocol/call-progress.ts';
import type { CallEvent } from '../../src-protocol/events.ts';
import type { Ending } from './call-side.ts';
import type { FarSide } from './far-side.ts';
import type { LegDevices } from './leg-devices.ts';
import type { LegFeatures } from './leg-features.ts';
import type { TransferRequest } from './leg-options.ts';
import type { LegProgress } from './leg-progress.ts';
import { acceptsFromClient, refusalOf, type Direction } from './leg-state.ts';
import { RepeatedEvents } from './repeated-events.ts';

export interface LegCommandsOptions {
  readonly direction: Direction;
  readonly progress: LegProgress;
  readonly devices: LegDevices;
  readonly features: LegFeatures;
  readonly far: FarSide;
  /** The call has a device on this side and is established. */
  readonly answered: () => void;
  readonly end: (own: Ending, far?: Ending) => void;
  readonly transfer: (request: TransferRequest) => void;
}

/** What the clients of a leg may ask of it (PROTOCOL 5, the events that are sent by c). */
export class LegCommands {
  readonly #options: LegCommandsOptions;
  readonly #repeated = new RepeatedEvents();

  constructor(options: LegCommandsOptions) {
    this.#options = options;
  }

  /** Applies an event of a client; `sender` is its device. What it may not send, or has sent before, is ignored. */
  take(sender: string, event: CallEvent): void {
    const { progress, devices, features, transfer } = this.#options;
    if (progress.isOver || this.#repeated.has(sender, event)) return;
    if (isStateEvent(event)) return this.#takeState(sender, event);
    switch (event.event) {
      case 'move':
        if (progress.isAnswered) devices.move(event.handler, sender);
        return;
      case 'handler-connected':
        return devices.connected(event.handler);
      case 'attach-failed':
        if (sender === event.handler) devices.refused(sender);
        return;
      case 'transfer':
      case 'transfer-warm':
        return transfer(event);
      default:
        return features.take(event);
    }
  }

  #takeState(sender: string, event: StateEvent): void {
    const { direction, progress, devices, far, answered, end } = this.#options;
    if (!acceptsFromClient(direction, progress.state.event, event.event)) return;
    switch (event.event) {
      case 'proceeding':
        return;
      case 'alerting':
        progress.become({ event: 'alerting' });
        return far.side?.farProgressed('alerting');
      case 'answered':
        if (!devices.answer(event.handler, sender)) return;
        far.side?.farSinksChanged();
        answered();
        return far.side?.farProgressed('answered');
      case 'end':
        return end({ event: 'end', by: 'us' }, { event: 'end', by: 'them' });
      case 'declined':
      case 'failed':
      case 'noanswer':
        return end(refusalOf(event));
    }
  }
}
