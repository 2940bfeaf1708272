import type { Bridge } from '../../src-bridge/phone-client.ts';

/** Whether the phone can be reached at the moment. */
export type Reach = 'connecting' | 'there' | 'away';

/** A bridge together with the news whether the phone stands at its other end. */
export interface PhoneLink {
  /** What the page is shown by: Byway's own window, or a browser, in which the page does what that window does there. */
  readonly host: 'window' | 'browser';
  readonly bridge: Bridge;
  /** Calls `listener` with what holds now and with each change; returns the way to stop that. */
  onReach(listener: (reach: Reach) => void): () => void;
  /** Tries to reach the phone at once, where it waits to try again. */
  retryNow(): void;
  close(): void;
}
