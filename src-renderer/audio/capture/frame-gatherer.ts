/** A whole frame of the microphone. */
export interface GatheredFrame {
  readonly samples: Float32Array<ArrayBuffer>;
  /** Place of the first sample on the clock of the audio context, in samples. */
  readonly startsAt: number;
}

/** Puts blocks of samples together to frames of one length. */
export class FrameGatherer {
  readonly #length: number;
  readonly #onFrame: (frame: GatheredFrame) => void;
  #samples: Float32Array<ArrayBuffer>;
  #filled = 0;

  constructor(length: number, onFrame: (frame: GatheredFrame) => void) {
    this.#length = length;
    this.#onFrame = onFrame;
    this.#samples = new Float32Array(length);
  }

  /** Adds a block whose first sample is at `now` on the clock. */
  add(block: Float32Array, now: number): void {
    for (let used = 0; used < block.length;) {
      const part = block.subarray(used, used + this.#length - this.#filled);
      this.#samples.set(part, this.#filled);
      this.#filled += part.length;
      used += part.length;
      if (this.#filled === this.#length) this.#finish(now + used);
    }
  }

  #finish(endsAt: number): void {
    const samples = this.#samples;
    this.#samples = new Float32Array(this.#length);
    this.#filled = 0;
    this.#onFrame({ samples, startsAt: endsAt - this.#length });
  }
}
