import type { CallEventOf, EventBody } from '../../src-protocol/events.ts';
import type { MediaEnds } from '../../src-protocol/handler.ts';
import type { Group } from '../accounts.ts';
import type { RelayedMedia } from '../media/relayed-media.ts';
import type { SideReference } from './leg-record.ts';

/** How a call ended, as the side that is told sees it. */
export type Ending =
  | EventBody<CallEventOf<'declined'>>
  | EventBody<CallEventOf<'failed'>>
  | EventBody<CallEventOf<'noanswer'>>
  | EventBody<CallEventOf<'end'>>;

/** What one side shows the other: mute, hold and digits. Who did it is for the side that is told to say. */
export type Feature =
  | { readonly event: 'mute' | 'unmute' }
  | { readonly event: 'on-hold' | 'off-hold' }
  | { readonly event: 'dtmf'; readonly digit: string };

/** What holds of a side until it says otherwise. */
export interface Standing {
  readonly isHolding: boolean;
  readonly isMuted: boolean;
  readonly isMediaLost: boolean;
}

/** Of a side that never holds, mutes or goes away. */
export const nothingStands: Standing = { isHolding: false, isMuted: false, isMediaLost: false };

/** Another far side in place of the one that a side had (PROTOCOL 5, Transfer). */
export interface Replacement {
  readonly far: CallSide;
  /** The number of the new far side. */
  readonly number: string;
  /** The number of who brought the two together. */
  readonly party: string;
}

/** Who can be played something. */
export interface Listener {
  /** What this side can hear; undefined when it takes anything. */
  readonly sinks: MediaEnds | undefined;
  farSpoke(media: RelayedMedia): void;
}

/**
 * One of the two sides of a call. Each side holds the other and tells it what happened; only states, media, the end
 * and features cross, never a handler URI (PROTOCOL 4). A leg is a side, and so is a service.
 */
export interface CallSide extends Listener {
  /** The terminal group of a leg; undefined where the provider itself is the side. */
  readonly group: Group | undefined;
  /** By which another process makes the side again; undefined where none can. */
  readonly reference: SideReference | undefined;
  readonly standing: Standing;
  farProgressed(progress: 'alerting' | 'answered'): void;
  farEnded(ending: Ending): void;
  farShowed(feature: Feature): void;
  /** The far side's media stopped, or flows again. */
  farMediaChanged(change: 'reconnecting' | 'reconnected'): void;
  /** What the far side can hear has changed. */
  farSinksChanged(): void;
  farReplaced(replacement: Replacement): void;
}

/** What a service needs of its far side. */
export type Caller = Pick<CallSide, 'sinks' | 'farProgressed' | 'farEnded' | 'farSpoke'>;
