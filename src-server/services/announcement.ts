import type { CallSide } from '../calls/call-side.ts';
import type { Clock } from '../world.ts';
import { quietSide, soon } from './quiet-side.ts';
import { play, readRecording, type Recording } from './recording.ts';
import type { Service } from './service-numbers.ts';

let recording: Recording | undefined;

/** Answers, says what it has to say, and ends. */
export const announcement: Service = ({ caller, clock }) => {
  let stop = (): void => undefined;
  soon(clock, () => {
    caller.farProgressed('answered');
    stop = announce(caller, clock);
  });
  return { ...quietSide, farEnded: () => stop() };
};

/** Says the announcement to a side that is in call, then ends the call. Returns the way to stop. */
export function announce(listener: CallSide, clock: Clock): () => void {
  recording ??= readRecording('announcement');
  const onEnd = (): void => listener.farEnded({ event: 'end', by: 'provider' });
  return play(recording, { listener, clock, sender: 'announcement', onEnd });
}
