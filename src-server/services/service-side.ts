import { nothingStands, type CallSide } from '../calls/call-side.ts';
import type { Schedule } from './schedule.ts';

/** A side that does not know whether its far side is another one now. */
export type ServiceSide = Omit<CallSide, 'group' | 'reference' | 'farReplaced'>;

/**
 * The side of a service: it takes any media, does what is in its schedule until the call is over, and reacts to
 * nothing but what `reactions` say.
 */
export function serviceSide(
  schedule: Schedule,
  reactions: Partial<Pick<CallSide, 'farProgressed' | 'farSpoke'>> = {},
): ServiceSide {
  return {
    sinks: undefined,
    standing: nothingStands,
    farProgressed: () => undefined,
    farSpoke: () => undefined,
    farShowed: () => undefined,
    farMediaChanged: () => undefined,
    farSinksChanged: () => undefined,
    ...reactions,
    farEnded: () => schedule.stop(),
  };
}
