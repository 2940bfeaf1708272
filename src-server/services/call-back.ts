import type { Caller } from '../calls/call-side.ts';
import type { Clock } from '../world.ts';
import { announce } from './announcement.ts';
import { play, readRecording, type Recording } from './recording.ts';
import { Schedule } from './schedule.ts';
import type { Service } from './service-numbers.ts';
import { serviceSide, type ServiceSide } from './service-side.ts';

const talkMs = 1000;
const callBackMs = 5000;

let tone: Recording | undefined;

/**
 * Answers, plays a short tone, ends after a second and calls the caller five seconds later; who answers hears the
 * announcement.
 */
export const callBack: Service = ({ caller, clock, callCallerAfter }) => {
  const schedule = new Schedule(clock);
  schedule.soon(() => {
    tone ??= readRecording('tone');
    caller.farProgressed('answered');
    play(tone, { listener: caller, schedule, sender: 'tone', onEnd: () => undefined });
    schedule.after(talkMs, hangUp);
  });
  const hangUp = (): void => {
    schedule.stop();
    caller.farEnded({ event: 'end', by: 'them' });
    callCallerAfter(callBackMs);
  };
  return serviceSide(schedule);
};

/** The side that calls back: who answers hears the announcement. */
export function callingBack(called: Caller, clock: Clock): ServiceSide {
  const speech = new Schedule(clock);
  return serviceSide(speech, {
    farProgressed: (progress) => {
      if (progress === 'answered') announce(called, speech);
    },
  });
}
