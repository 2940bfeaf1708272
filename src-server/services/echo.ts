import { quietSide, soon } from './quiet-side.ts';
import type { Service } from './service-numbers.ts';

const delayMs = 1000;

/** Answers and returns every chunk a second later. */
export const echo: Service = ({ caller, clock }) => {
  let isOver = false;
  soon(clock, () => caller.farProgressed('answered'));
  return {
    ...quietSide,
    farEnded() {
      isOver = true;
    },
    farSpoke(media) {
      clock.after(delayMs, () => {
        if (!isOver) caller.farSpoke({ ...media, sender: 'echo' });
      });
    },
  };
};
