import type { MediaEnds } from '../../src-protocol/handler.ts';
import type { Caller, CallSide, Ending } from '../calls/call-side.ts';
import type { SideReference } from '../calls/leg-record.ts';
import type { RelayedMedia } from '../media/relayed-media.ts';
import type { ServiceSide } from './service-side.ts';

/** Stands before whoever is the far side of a service now. */
class CallerLink implements Caller {
  #side: CallSide;

  constructor(side: CallSide) {
    this.#side = side;
  }

  get sinks(): MediaEnds | undefined {
    return this.#side.sinks;
  }

  join(side: CallSide): void {
    this.#side = side;
  }

  farProgressed(progress: 'alerting' | 'answered'): void {
    this.#side.farProgressed(progress);
  }

  farEnded(ending: Ending): void {
    this.#side.farEnded(ending);
  }

  farSpoke(media: RelayedMedia): void {
    this.#side.farSpoke(media);
  }
}

/** The side of a service in a call with `caller`, which a transfer may replace: the service never notices. */
export function replaceable(
  caller: CallSide,
  reference: SideReference,
  connect: (caller: Caller) => ServiceSide,
): CallSide {
  const link = new CallerLink(caller);
  return { ...connect(link), group: undefined, reference, farReplaced: ({ far }) => link.join(far) };
}
