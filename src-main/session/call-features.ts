import type { CallEvent } from '../../src-protocol/events.ts';

/** What devices of both sides do in a call that is no matter of its state (PROTOCOL 5). */
export interface CallFeatures {
  readonly isHeldByThem: boolean;
  readonly areTheyMuted: boolean;
  /** What both sides were told of our own microphone. */
  readonly areWeMuted: boolean;
  /** The last keypad digits of each side. */
  readonly digits: { readonly ours: string; readonly theirs: string };
  /** The number of who transferred the call. */
  readonly transferredBy: string | undefined;
}

const maxDigits = 32;

export const noFeatures: CallFeatures = {
  isHeldByThem: false,
  areTheyMuted: false,
  areWeMuted: false,
  digits: { ours: '', theirs: '' },
  transferredBy: undefined,
};

/** The features of a call after an event. An event that does not say which side it is of is not shown. */
export function nextFeatures(features: CallFeatures, event: CallEvent): CallFeatures {
  switch (event.event) {
    case 'on-hold':
    case 'off-hold':
      return { ...features, isHeldByThem: event.event === 'on-hold' };
    case 'mute':
    case 'unmute':
      return withMute(features, event);
    case 'dtmf':
      return { ...features, digits: withDigit(features.digits, event) };
    case 'transferred-from':
      return { ...noFeatures, areWeMuted: features.areWeMuted, transferredBy: event.party };
    default:
      return features;
  }
}

function withMute(
  features: CallFeatures,
  { event, by }: Extract<CallEvent, { event: 'mute' | 'unmute' }>,
): CallFeatures {
  if (by === 'us') return { ...features, areWeMuted: event === 'mute' };
  return by === 'them' ? { ...features, areTheyMuted: event === 'mute' } : features;
}

function withDigit(
  { ours, theirs }: CallFeatures['digits'],
  { by, digit }: Extract<CallEvent, { event: 'dtmf' }>,
): CallFeatures['digits'] {
  if (by === 'us') return { ours: (ours + digit).slice(-maxDigits), theirs };
  if (by === 'them') return { ours, theirs: (theirs + digit).slice(-maxDigits) };
  return { ours, theirs };
}
