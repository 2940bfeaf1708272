import type { HeadsetChoice } from '../../src-bridge/settings.ts';

/** What the settings need of the headsets. */
export interface HeadsetChooser {
  /** The browser can read headset buttons. */
  readonly isSupported: boolean;
  /** Lets the person choose; needs a click. Resolves with undefined where they chose no headset. */
  choose(): Promise<HeadsetChoice | undefined>;
  /** Calls `listener` with what holds now and with each change; returns the way to stop that. */
  onStatus(listener: (status: 'elsewhere' | 'none' | 'absent' | 'connected' | 'refused') => void): () => void;
}
