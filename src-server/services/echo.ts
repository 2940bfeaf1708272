import { Schedule } from './schedule.ts';
import type { Service } from './service-numbers.ts';
import { serviceSide } from './service-side.ts';

const delayMs = 1000;
/** Chunks on their way back, a second of 2 ms frames; more than that is not somebody talking. */
const maxUnderWay = 500;

/** Answers and returns every chunk a second later. */
export const echo: Service = ({ caller, clock }) => {
  const schedule = new Schedule(clock);
  let underWay = 0;
  schedule.soon(() => caller.farProgressed('answered'));
  return serviceSide(schedule, {
    farSpoke: (media) => {
      if (underWay >= maxUnderWay) return;
      underWay++;
      schedule.after(delayMs, () => {
        underWay--;
        caller.farSpoke({ ...media, sender: `echo ${media.sender}` });
      });
    },
  });
};
