import { payloadTypes, type AudioPort } from '../src-bridge/audio-port.ts';

const frameMs = 20;
const payloadBytes = 80;

/** A frame that was heard: when it was said and when it came, ms since the epoch. */
export interface HeardFrame {
  readonly saidAt: number;
  readonly heardAt: number;
}

/** An audio engine that talks without a pause, writes on each frame when it was said, and passes on what it hears. */
export class DatedTalker {
  readonly #port: AudioPort;
  readonly #timer: NodeJS.Timeout;
  #frameAt = Date.now();

  constructor(port: AudioPort, onHeard: (frame: HeardFrame) => void) {
    this.#port = port;
    port.onPacket(({ payloadType, payload }) => {
      if (payloadType !== payloadTypes.opus) return;
      const saidAt = new DataView(payload.buffer, payload.byteOffset).getFloat64(0);
      onHeard({ saidAt, heardAt: now() });
    });
    this.#timer = setInterval(() => this.#say(), frameMs / 4);
  }

  stop(): void {
    clearInterval(this.#timer);
    this.#port.close();
  }

  /** A frame for each 20 ms that have passed: timers are late, microphones are not. */
  #say(): void {
    for (; this.#frameAt + frameMs <= Date.now(); this.#frameAt += frameMs) {
      const payload = new Uint8Array(payloadBytes);
      new DataView(payload.buffer).setFloat64(0, now());
      this.#port.send({ payloadType: payloadTypes.opus, timestampMs: this.#frameAt, sequence: 0, payload });
    }
  }
}

/** Milliseconds since the epoch, with fractions. */
export function now(): number {
  return performance.timeOrigin + performance.now();
}
