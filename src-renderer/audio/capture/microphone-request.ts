import type { AudioSettings } from '../../../src-bridge/settings.ts';
import type { AudioProblem } from '../audio-desk.ts';
import { findDevice, type FoundDevice, type PresentDevices } from '../devices/device-choice.ts';
import { engineRate } from '../units.ts';

/** What to ask the browser for; two requests that are equal as JSON get the same microphone. */
export interface MicrophoneRequest {
  readonly device: FoundDevice;
  /** Changes when the system prefers another microphone; empty where a device was chosen. */
  readonly systemDefault: string;
  readonly echoCancellation: boolean;
  readonly noiseSuppression: boolean;
  readonly autoGainControl: boolean;
}

/** The request that the settings come to with the microphones that are there. */
export function microphoneRequest(settings: AudioSettings, microphones: PresentDevices): MicrophoneRequest {
  const device = findDevice(settings.microphone, microphones);
  return {
    device,
    systemDefault: device.kind === 'device' ? '' : microphones.defaultLabel,
    echoCancellation: settings.echoCancellation,
    noiseSuppression: settings.noiseSuppression,
    autoGainControl: settings.automaticGain,
  };
}

/** A request in the words of `getUserMedia`: mono, at the engine's rate, as promptly as the device can. */
export function constraintsOf(request: MicrophoneRequest): MediaStreamConstraints {
  const { device, echoCancellation, noiseSuppression, autoGainControl } = request;
  return {
    audio: {
      ...(device.kind === 'device' ? { deviceId: { exact: device.id } } : {}),
      echoCancellation,
      noiseSuppression,
      autoGainControl,
      channelCount: 1,
      sampleRate: engineRate,
    },
  };
}

/** What a failure of `getUserMedia` means, by the names that Media Capture and Streams gives to errors. */
export function problemOf(error: unknown): AudioProblem {
  switch (error instanceof Error ? error.name : '') {
    case 'NotAllowedError':
    case 'SecurityError':
      return { kind: 'microphone-denied' };
    case 'NotReadableError':
    case 'AbortError':
      return { kind: 'microphone-busy' };
    default:
      return { kind: 'no-microphone' };
  }
}
