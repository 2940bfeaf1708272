import { rms } from './level.ts';
import { createArrivals } from './playout/arrivals.ts';
import { ComfortNoise } from './playout/comfort-noise.ts';
import { Playout } from './playout/playout.ts';
import type { PlayoutReport } from './playout/playout-report.ts';
import type { StreamItem } from './playout/stream-item.ts';
import { createQuantilePolicy } from './playout/target-policy.ts';
import { samplesIn } from './units.ts';
import { FrameGatherer } from './capture/frame-gatherer.ts';

// What the browser offers to code on its audio thread, and to no other.
declare const currentFrame: number;
declare abstract class AudioWorkletProcessor {
  readonly port: MessagePort;
}
declare function registerProcessor(
  name: string,
  processor: new (options: CaptureOptions) => AudioWorkletProcessor,
): void;

interface CaptureOptions {
  readonly processorOptions: { readonly frameLength: number };
}

const reportInterval = samplesIn(50);

/** Plays the stream items that its port delivers, and reports every 50 ms how that goes. */
class PlayoutProcessor extends AudioWorkletProcessor {
  readonly #playout = new Playout({
    arrivals: createArrivals(createQuantilePolicy()),
    noise: new ComfortNoise(Math.random),
  });
  #energy = 0;
  #sinceReport = 0;
  #firstPlayedAt: number | undefined;
  #isClosed = false;

  constructor() {
    super();
    this.port.onmessage = ({ data }: MessageEvent<StreamItem | 'close'>) => {
      if (data === 'close') this.#isClosed = true;
      else this.#playout.put(data, currentFrame);
    };
  }

  process(_inputs: Float32Array[][], outputs: Float32Array[][]): boolean {
    const output = outputs[0]?.[0];
    if (output === undefined || this.#isClosed) return !this.#isClosed;
    this.#playout.pull(output, currentFrame);
    if (this.#playout.isSpeaking) this.#firstPlayedAt ??= currentFrame;
    this.#energy += rms(output) ** 2 * output.length;
    this.#sinceReport += output.length;
    if (this.#sinceReport >= reportInterval) this.#report();
    return true;
  }

  #report(): void {
    const report: PlayoutReport = {
      figures: this.#playout.figures,
      loudness: Math.sqrt(this.#energy / this.#sinceReport),
      firstPlayedAt: this.#firstPlayedAt,
    };
    this.port.postMessage(report);
    this.#energy = 0;
    this.#sinceReport = 0;
  }
}

/** Gathers what comes in into frames of `processorOptions.frameLength` samples, and posts each with its place in time. */
class CaptureProcessor extends AudioWorkletProcessor {
  readonly #gatherer: FrameGatherer;
  #isClosed = false;

  constructor({ processorOptions }: CaptureOptions) {
    super();
    this.#gatherer = new FrameGatherer(processorOptions.frameLength, (frame) =>
      this.port.postMessage(frame, [frame.samples.buffer]),
    );
    this.port.onmessage = () => (this.#isClosed = true);
  }

  process(inputs: Float32Array[][]): boolean {
    const input = inputs[0]?.[0];
    if (input !== undefined && !this.#isClosed) this.#gatherer.add(input, currentFrame);
    return !this.#isClosed;
  }
}

registerProcessor('byway-playout', PlayoutProcessor);
registerProcessor('byway-capture', CaptureProcessor);
