import { payloadType } from '../../src-protocol/payload-type.ts';
import type { Heard, MediaEnd } from './provider-world.ts';

/** Keeps a GET parked until the call is over; the list grows with everything but comfort noise. */
export function keepHearing(end: MediaEnd): Heard[] {
  const heard: Heard[] = [];
  const next = async (): Promise<void> => {
    const chunk = await end.hear();
    if (chunk.payloadType === 0) return;
    if (chunk.payloadType !== payloadType.comfortNoise) heard.push(chunk);
    await next();
  };
  next().catch(() => undefined);
  return heard;
}

/** The numbers of what was heard, each above the one before. */
export function areRising(heard: readonly Heard[]): boolean {
  return heard.every(({ sequence }, index) => index === 0 || sequence > (heard[index - 1]?.sequence ?? sequence));
}
