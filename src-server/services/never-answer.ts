import { quietSide, soon } from './quiet-side.ts';
import type { Service } from './service-numbers.ts';

/** Rings and is never answered. */
export const neverAnswer: Service = ({ caller, clock }) => {
  soon(clock, () => caller.farProgressed('alerting'));
  return quietSide;
};
