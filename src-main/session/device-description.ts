import type { HandlerDescription, ParamSet } from '../../src-protocol/handler.ts';
import { pictureUrl } from '../../src-bridge/device-pictures.ts';
import type { Settings } from '../../src-bridge/settings.ts';

/** Ids of this device's only source and only sink. */
export const microphoneId = 1;
const speakerId = 2;

const frameMs = 20;
const beside = { 'telephone-event': 1, CN: 1 } as const;

/** What is sent and played, best first: Opus in full band, G.711 in narrow band (PROTOCOL 2). */
const audio: ParamSet[] = [
  { opus: 1, sr: 48_000, ptime: frameMs, ...beside },
  { PCMU: 1, sr: 8000, ptime: frameMs, ...beside },
  { PCMA: 1, sr: 8000, ptime: frameMs, ...beside },
];

/** What this device says of itself when it registers as a handler (PROTOCOL 2). */
export function describeDevice(
  { deviceName, devicePicture }: Settings,
  device: { id: string; vendor: string },
): HandlerDescription {
  return {
    nickname: deviceName,
    'device-id': device.id,
    img: pictureUrl(devicePicture),
    vendor: device.vendor,
    mic: { id: microphoneId, 'param-sets': audio },
    spk: { id: speakerId, 'param-sets': audio },
  };
}
