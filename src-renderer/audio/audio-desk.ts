import type { AudioPort } from '../../src-bridge/audio-port.ts';
import type { AudioPlan } from '../../src-bridge/phone-state.ts';
import type { AudioSettings, DeviceChoice } from '../../src-bridge/settings.ts';

export type Stop = () => void;

/**
 * Call-progress tones played on the speaker of the call. `live`: the microphone went live without a hand on it. `lost`:
 * the far side has no media for the moment.
 */
export type ProgressTone = 'ringback' | 'busy' | 'ended' | 'live' | 'lost';

/** What is wrong with the sound of this window at the moment; the newest one counts. */
export type AudioProblem =
  /** The person or the OS refused the microphone. */
  | { readonly kind: 'microphone-denied' }
  /** There is no microphone at all. */
  | { readonly kind: 'no-microphone' }
  /** Another program holds the microphone. */
  | { readonly kind: 'microphone-busy' }
  /** The chosen device is gone; `usedInstead` is the label of the one in use now. */
  | { readonly kind: 'device-lost'; readonly label: string; readonly usedInstead: string }
  /** The browser does not play before the person touched the page. */
  | { readonly kind: 'sound-blocked' };

/** Figures of a running call's audio, for the quality display and the bench. Times in ms. */
export interface AudioFigures {
  readonly framesSent: number;
  readonly framesReceived: number;
  readonly framesLost: number;
  readonly framesLate: number;
  readonly framesConcealed: number;
  readonly playoutDelayMs: number;
  /** `performance.now()` when the first received frame reached the speaker. */
  readonly firstPlayedAt?: number;
}

/** The sound of one call in this window. */
export interface CallAudio {
  /** A muted call sends nothing; the session keeps the stream alive with comfort noise. */
  setMuted(isMuted: boolean): void;
  readonly figures: AudioFigures;
  /** Levels from 0 to 1, at most 20 times a second. */
  onLevels(listener: (levels: { readonly microphone: number; readonly speaker: number }) => void): Stop;
  close(): void;
}

/** All sound of the window: the microphone, the speaker, the ringers and the tones. Knows no call state. */
export interface AudioDesk {
  /** Takes effect at once, on running calls too. */
  applySettings(settings: AudioSettings): void;
  /** Opens playout at once and the microphone as soon as it is granted; a refusal shows in `onProblem`, the call still plays. */
  startCall(plan: AudioPlan, port: AudioPort): CallAudio;
  /** Rings on every output of `ringOn` until stopped. */
  startRinging(): Stop;
  startTone(tone: ProgressTone): Stop;
  /** Sounds a key of the keypad, one of `0-9A-D*#`, for a moment. */
  playDigit(digit: string): void;
  listDevices(): Promise<{ readonly microphones: readonly DeviceChoice[]; readonly speakers: readonly DeviceChoice[] }>;
  /** Asks for the microphone once, so that device labels can be listed; resolves false when refused. */
  requestMicrophone(): Promise<boolean>;
  onDevicesChanged(listener: () => void): Stop;
  /** Calls `listener` with the problem that holds now, undefined for none, and at each change. */
  onProblem(listener: (problem: AudioProblem | undefined) => void): Stop;
  /** Reports the level of the chosen microphone, 0 to 1, until stopped. */
  startMeter(listener: (level: number) => void): Stop;
  playTestSound(): Promise<void>;
  /** Records `seconds` of the microphone and plays them back. */
  recordAndPlayBack(seconds: number): Promise<void>;
  /** Resumes playout after a click or key press of the person. */
  unlock(): Promise<void>;
  close(): void;
}
