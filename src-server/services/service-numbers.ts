import { announcement } from './announcement.ts';
import { callBack } from './call-back.ts';
import { decline } from './decline.ts';
import { echo } from './echo.ts';
import { neverAnswer } from './never-answer.ts';
import type { Caller } from '../calls/call-side.ts';
import type { ServiceSide } from './service-side.ts';
import type { Clock } from '../world.ts';

/** What a service has in its hand when it is called. */
export interface ServiceCall {
  /** The caller's side of the call. */
  readonly caller: Caller;
  readonly clock: Clock;
  /** Places a new call to the caller `delayMs` from now, with `callingBack` for its other side. */
  readonly callCallerAfter: (delayMs: number) => void;
}

/** The far end of a call where otherwise another person's leg would be. */
export type Service = (call: ServiceCall) => ServiceSide;

/** The numbers that the provider answers itself. */
export const services: ReadonlyMap<string, Service> = new Map([
  ['+12025550100', echo],
  ['+12025550101', callBack],
  ['+12025550102', announcement],
  ['+12025550103', decline],
  ['+12025550104', neverAnswer],
]);
