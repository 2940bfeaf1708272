import type { AudioPacket, AudioPort } from '../../src-bridge/audio-port.ts';

/** Two ends of one audio port in memory: what one sends the other's listeners get at once, until either closes. */
export function createAudioPair(): readonly [AudioPort, AudioPort] {
  const listeners = [new Set<(packet: AudioPacket) => void>(), new Set<(packet: AudioPacket) => void>()] as const;
  const close = (): void => {
    for (const side of listeners) side.clear();
    isOpen = false;
  };
  let isOpen = true;
  const end = (own: Set<(packet: AudioPacket) => void>, other: Set<(packet: AudioPacket) => void>): AudioPort => ({
    send(packet) {
      for (const listener of other) listener(packet);
    },
    onPacket(listener) {
      if (isOpen) own.add(listener);
      return () => void own.delete(listener);
    },
    close,
  });
  return [end(listeners[0], listeners[1]), end(listeners[1], listeners[0])];
}
