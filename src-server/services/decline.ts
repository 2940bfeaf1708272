import { Schedule } from './schedule.ts';
import type { Service } from './service-numbers.ts';
import { serviceSide } from './service-side.ts';

/** Declines every call. */
export const decline: Service = ({ caller, clock }) => {
  const schedule = new Schedule(clock);
  schedule.soon(() => caller.farEnded({ event: 'declined', reason: 'rejected' }));
  return serviceSide(schedule);
};
