import type { AudioPacket, AudioPort } from '../../../../src-bridge/audio-port.ts';

/** How packets travel from the engine back to it. */
export interface ScriptedNetwork {
  /** Shortest and longest time on the way, ms. */
  readonly delayMs: readonly [number, number];
  /** Share of the packets that never arrive, 0 to 1. */
  readonly loss: number;
}

/** A port whose packets come back to it over a scripted network, as from somebody who repeats every word. */
export interface LoopPort extends AudioPort {
  readonly sent: readonly AudioPacket[];
  readonly isClosed: boolean;
  /** Holds back everything that is on its way until `release`, which lets it go at once. */
  hold(): void;
  release(): void;
  /** Delivers a packet of the test's own making, with the next number. */
  inject(packet: Omit<AudioPacket, 'sequence'>): void;
}

export function createLoopPort(network: ScriptedNetwork): LoopPort {
  const listeners = new Set<(packet: AudioPacket) => void>();
  const sent: AudioPacket[] = [];
  let held: AudioPacket[] | undefined;
  let sequence = 1000;
  let isClosed = false;
  let fate = 1;

  /** A fixed sequence of numbers from 0 to 1, so that each run meets the same network. */
  const random = (): number => {
    fate = (fate * 48_271) % 0x7fffffff;
    return fate / 0x7fffffff;
  };

  function deliver(packet: AudioPacket): void {
    if (held !== undefined) held.push(packet);
    else for (const listener of listeners) listener(packet);
  }

  function carry(packet: Omit<AudioPacket, 'sequence'>): void {
    const numbered = { ...packet, sequence: sequence++ };
    const [least, most] = network.delayMs;
    const delayMs = least + random() * (most - least);
    if (random() >= network.loss) setTimeout(() => deliver(numbered), delayMs);
  }

  return {
    sent,
    get isClosed() {
      return isClosed;
    },
    send(packet) {
      if (isClosed) return;
      sent.push(packet);
      carry(packet);
    },
    inject: carry,
    onPacket(listener) {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
    close() {
      isClosed = true;
      listeners.clear();
    },
    hold: () => (held ??= []),
    release() {
      const packets = held ?? [];
      held = undefined;
      packets.forEach(deliver);
    },
  };
}
