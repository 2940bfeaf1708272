import type { Direction } from './leg-state.ts';

/** Who a leg says that it is between. */
export interface CallParties {
  readonly from: string;
  readonly to: string;
  readonly passport?: string;
  readonly isVerified: boolean;
}

/** The number of the other party, as a leg of this direction sees it. */
export function farNumberOf(direction: Direction, { from, to }: CallParties): string {
  return direction === 'outbound' ? to : from;
}

/** The parties of a leg whose other party is `number` now; what was said of the identity was said of somebody else. */
export function withFarNumber(direction: Direction, { from, to }: CallParties, number: string): CallParties {
  const isVerified = false;
  return direction === 'outbound' ? { from, to: number, isVerified } : { from: number, to, isVerified };
}
