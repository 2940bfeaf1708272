import { announce } from './announcement.ts';
import { quietSide, soon } from './quiet-side.ts';
import { play, readRecording, type Recording } from './recording.ts';
import type { Service } from './service-numbers.ts';

const talkMs = 1000;
const callBackMs = 5000;

let tone: Recording | undefined;

/** Answers, plays a short tone, ends after a second and calls the caller five seconds later; who answers hears the announcement. */
export const callBack: Service = ({ caller, clock, callCaller }) => {
  const stops: (() => void)[] = [];
  const stopAll = (): void => {
    for (const stop of stops) stop();
  };
  soon(clock, () => {
    tone ??= readRecording('tone');
    caller.farProgressed('answered');
    stops.push(play(tone, { listener: caller, clock, sender: 'tone', onEnd: () => undefined }));
    stops.push(clock.after(talkMs, () => hangUp()));
  });
  const hangUp = (): void => {
    stopAll();
    caller.farEnded({ event: 'end', by: 'them' });
    clock.after(callBackMs, () =>
      callCaller((called) => {
        let stop = (): void => undefined;
        return {
          ...quietSide,
          farProgressed(progress) {
            if (progress === 'answered') stop = announce(called, clock);
          },
          farEnded: () => stop(),
        };
      }),
    );
  };
  return { ...quietSide, farEnded: stopAll };
};
