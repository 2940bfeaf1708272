import type { Caller } from '../calls/call-side.ts';
import { play, readRecording, type Recording } from './recording.ts';
import { Schedule } from './schedule.ts';
import type { Service } from './service-numbers.ts';
import { serviceSide } from './service-side.ts';

let recording: Recording | undefined;

/** Answers, says what it has to say, and ends. */
export const announcement: Service = ({ caller, clock }) => {
  const schedule = new Schedule(clock);
  schedule.soon(() => {
    caller.farProgressed('answered');
    announce(caller, schedule);
  });
  return serviceSide(schedule);
};

/** Says the announcement to a side that is in call, then ends the call. */
export function announce(listener: Caller, schedule: Schedule): void {
  recording ??= readRecording('announcement');
  const onEnd = (): void => listener.farEnded({ event: 'end', by: 'provider' });
  play(recording, { listener, schedule, sender: 'announcement', onEnd });
}
