import type { CallEvent, EventBody, CallEventOf } from '../../src-protocol/events.ts';
import type { MediaEnds } from '../../src-protocol/handler.ts';
import type { RelayedMedia } from '../media/relayed-media.ts';

/** How a call ended, as the side that is told sees it. */
export type Ending =
  | EventBody<CallEventOf<'declined'>>
  | EventBody<CallEventOf<'failed'>>
  | EventBody<CallEventOf<'noanswer'>>
  | EventBody<CallEventOf<'end'>>;

/** What one side shows the other: mute, hold and digits. */
export type Feature = Extract<EventBody<CallEvent>, { event: 'mute' | 'unmute' | 'dtmf' | 'on-hold' | 'off-hold' }>;

/**
 * One of the two sides of a call. Each side holds the other and tells it what happened; only states, media, the end
 * and features cross, never a handler URI (PROTOCOL 4). A leg is a side, and so is a service.
 */
export interface CallSide {
  /** What this side can hear; undefined when it takes anything. */
  readonly sinks: MediaEnds | undefined;
  farProgressed(progress: 'alerting' | 'answered'): void;
  farEnded(ending: Ending): void;
  farSpoke(media: RelayedMedia): void;
  farShowed(feature: Feature): void;
  /** The far side's media stopped, or flows again. */
  farMediaChanged(change: 'reconnecting' | 'reconnected'): void;
  /** What the far side can hear has changed. */
  farSinksChanged(): void;
}
