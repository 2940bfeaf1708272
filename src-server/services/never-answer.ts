import { Schedule } from './schedule.ts';
import type { Service } from './service-numbers.ts';
import { serviceSide } from './service-side.ts';

/** Rings and is never answered. */
export const neverAnswer: Service = ({ caller, clock }) => {
  const schedule = new Schedule(clock);
  schedule.soon(() => caller.farProgressed('alerting'));
  return serviceSide(schedule);
};
