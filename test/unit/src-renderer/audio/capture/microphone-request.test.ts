import { expect, test } from 'vitest';
import {
  constraintsOf,
  microphoneRequest,
  problemOf,
} from '../../../../../src-renderer/audio/capture/microphone-request.ts';
import { audioSettingsSchema } from '../../../../../src-bridge/settings.ts';

const desk = { devices: [{ id: 'a', label: 'Desk' }], defaultLabel: 'Desk' };

test('the system default is asked for without an id, and again when the system prefers another one', () => {
  const settings = audioSettingsSchema.parse({});
  const request = microphoneRequest(settings, desk);
  expect(constraintsOf(request)).toEqual({
    audio: {
      echoCancellation: true,
      noiseSuppression: true,
      autoGainControl: true,
      channelCount: 1,
      sampleRate: 48_000,
    },
  });
  expect(microphoneRequest(settings, { ...desk, defaultLabel: 'Headset' })).not.toEqual(request);
});

test('a chosen microphone is asked for by exactly its id, whatever the system prefers', () => {
  const settings = audioSettingsSchema.parse({
    microphone: { kind: 'device', id: 'old', label: 'Desk' },
    echoCancellation: false,
    automaticGain: false,
  });
  const request = microphoneRequest(settings, desk);
  expect(constraintsOf(request).audio).toMatchObject({
    deviceId: { exact: 'a' },
    echoCancellation: false,
    noiseSuppression: true,
    autoGainControl: false,
  });
  expect(microphoneRequest(settings, { ...desk, defaultLabel: 'Headset' })).toEqual(request);
});

test.each([
  ['NotAllowedError', 'microphone-denied'],
  ['SecurityError', 'microphone-denied'],
  ['NotReadableError', 'microphone-busy'],
  ['AbortError', 'microphone-busy'],
  ['NotFoundError', 'no-microphone'],
  ['OverconstrainedError', 'no-microphone'],
])('%s means %s', (name, kind) => {
  const error = new Error('refused');
  error.name = name;
  expect(problemOf(error)).toEqual({ kind });
});
