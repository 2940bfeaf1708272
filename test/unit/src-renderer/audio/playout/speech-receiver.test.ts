import { expect, test } from 'vitest';
import { payloadTypes, type AudioPacket, type AudioPort } from '../../../../../src-bridge/audio-port.ts';
import { receiveSpeech } from '../../../../../src-renderer/audio/playout/speech-receiver.ts';
import type { StreamItem } from '../../../../../src-renderer/audio/playout/stream-item.ts';

function openReceiver(): { deliver: (packet: AudioPacket) => void; items: StreamItem[]; stop: () => void } {
  const listeners = new Set<(packet: AudioPacket) => void>();
  const items: StreamItem[] = [];
  const port: AudioPort = {
    send: () => undefined,
    onPacket(listener) {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
    close: () => undefined,
  };
  const stop = receiveSpeech(port, (item) => items.push(item));
  return { deliver: (packet) => listeners.forEach((listener) => listener(packet)), items, stop };
}

function packet(payloadType: number, sequence: number, payload: Uint8Array): AudioPacket {
  return { payloadType, sequence, timestampMs: sequence * 20, payload };
}

test('frames are decoded by the payload type of each packet', () => {
  const { deliver, items } = openReceiver();
  deliver(packet(payloadTypes.PCMU, 1, new Uint8Array(160)));
  deliver(packet(payloadTypes.PCMA, 2, new Uint8Array(80)));
  expect(
    items.map((item) => (item.kind === 'speech' ? [item.sequence, item.timestampMs, item.samples.length] : [])),
  ).toEqual([
    [1, 20, 960],
    [2, 40, 480],
  ]);
});

test('comfort noise keeps its level and leaves the spectrum aside', () => {
  const { deliver, items } = openReceiver();
  deliver(packet(payloadTypes.comfortNoise, 5, Uint8Array.of(0x80 | 62, 1, 2, 3)));
  deliver(packet(payloadTypes.comfortNoise, 6, new Uint8Array(0)));
  expect(items).toEqual([
    { kind: 'noise', sequence: 5, timestampMs: 100, level: 62 },
    { kind: 'noise', sequence: 6, timestampMs: 120, level: 127 },
  ]);
});

test('a copy of a packet is decoded once', () => {
  const { deliver, items } = openReceiver();
  for (const sequence of [1, 1, 2, 1]) deliver(packet(payloadTypes.PCMU, sequence, new Uint8Array(160)));
  expect(items.map(({ sequence }) => sequence)).toEqual([1, 2]);
});

test('a digit is silence, what is unknown or empty is nothing', () => {
  const { deliver, items } = openReceiver();
  deliver(packet(payloadTypes.telephoneEvent, 1, Uint8Array.of(5, 10, 0, 160)));
  deliver(packet(99, 2, new Uint8Array(50)));
  deliver(packet(payloadTypes.PCMU, 3, new Uint8Array(0)));
  expect(items).toEqual([{ kind: 'noise', sequence: 1, timestampMs: 20, level: 127 }]);
});

test('nothing is heard after the stop', () => {
  const { deliver, items, stop } = openReceiver();
  stop();
  deliver(packet(payloadTypes.PCMU, 1, new Uint8Array(160)));
  expect(items).toEqual([]);
});
