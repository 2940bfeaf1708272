import { readDirective } from '../../src-protocol/directive.ts';
import type { MediaEnds } from '../../src-protocol/handler.ts';
import { PhoneError } from '../../src-bridge/phone-error.ts';
import type { AudioPlan } from '../../src-bridge/phone-state.ts';
import { microphoneId } from './device-description.ts';

/** A directive in the audio engine's terms. Throws a `PhoneError` `bad-response` when it is none for this device. */
export function audioPlanOf(mic: MediaEnds | undefined): AudioPlan {
  const directive = readDirective(mic);
  if (directive === undefined) throw new PhoneError('bad-response', { detail: 'mic' });
  if (directive.sourceId !== microphoneId) throw new PhoneError('bad-response', { detail: 'mic.id' });
  const { codec, sampleRate, frameMs, bitRate } = directive;
  return { codec, sampleRate, frameMs, ...(bitRate === undefined ? {} : { bitRate }) };
}
