import type { Stop } from '../audio-desk.ts';
import { engineRate } from '../units.ts';

/** Tones go up and down within this, seconds, so that neither end clicks. */
const ramp = 0.02;

/** A sound that is being played over and over. */
export interface PlayingLoop {
  /** 0 (silent) to 1. */
  setVolume(volume: number): void;
  /** Fades out; resolves when nothing is heard any more. */
  stop(): Promise<void>;
}

/** Plays `samples`, mono at 48 kHz, over and over on `context`. */
export function playLoop(context: AudioContext, samples: Float32Array<ArrayBuffer>, volume: number): PlayingLoop {
  const gain = new GainNode(context, { gain: volume });
  const source = new AudioBufferSourceNode(context, { buffer: bufferOf(samples), loop: true });
  source.connect(gain).connect(context.destination);
  source.start();
  return {
    setVolume: (louder) => void gain.gain.setTargetAtTime(louder, context.currentTime, ramp),
    stop() {
      gain.gain.setTargetAtTime(0, context.currentTime, ramp / 4);
      source.stop(context.currentTime + ramp);
      return ended(source, context);
    },
  };
}

/** Plays `samples`, mono at 48 kHz, once. `done` resolves at their end, or when stopped. */
export function playOnce(
  context: AudioContext,
  samples: Float32Array<ArrayBuffer>,
): { readonly done: Promise<void>; readonly stop: Stop } {
  const source = new AudioBufferSourceNode(context, { buffer: bufferOf(samples) });
  source.connect(context.destination);
  source.start();
  return { done: ended(source, context), stop: () => source.stop() };
}

function bufferOf(samples: Float32Array<ArrayBuffer>): AudioBuffer {
  const buffer = new AudioBuffer({ length: Math.max(1, samples.length), sampleRate: engineRate });
  buffer.copyToChannel(samples, 0);
  return buffer;
}

/** A source of a context that does not run, because it is blocked, closed or has lost its device, reports no end. */
function ended(source: AudioBufferSourceNode, context: AudioContext): Promise<void> {
  if (context.state !== 'running') return Promise.resolve();
  return new Promise((resolve) => {
    const onState = (): void => {
      if (context.state !== 'running') finish();
    };
    const finish = (): void => {
      context.removeEventListener('statechange', onState);
      source.disconnect();
      resolve();
    };
    context.addEventListener('statechange', onState);
    source.addEventListener('ended', finish);
  });
}
