import { quietSide, soon } from './quiet-side.ts';
import type { Service } from './service-numbers.ts';

/** Declines every call. */
export const decline: Service = ({ caller, clock }) => {
  soon(clock, () => caller.farEnded({ event: 'declined', reason: 'rejected' }));
  return quietSide;
};
