import type { Stop } from '../audio-desk.ts';
import type { WarmSpeaker } from '../devices/speaker.ts';
import { engineRate } from '../units.ts';
import type { PlayoutReport } from './playout-report.ts';
import type { StreamItem } from './stream-item.ts';

/** A stream's way to the speaker. */
export interface PlayoutOutput {
  play(item: StreamItem): void;
  stop: Stop;
}

/** Opens a playout worklet on `speaker`; items that come before it is ready are kept for it. */
export function openPlayoutOutput(speaker: WarmSpeaker, onReport: (report: PlayoutReport) => void): PlayoutOutput {
  let early: StreamItem[] = [];
  let node: AudioWorkletNode | undefined;
  let isStopped = false;

  function post(to: AudioWorkletNode, item: StreamItem): void {
    to.port.postMessage(item, item.kind === 'speech' ? [item.samples.buffer] : []);
  }

  function open(): void {
    if (isStopped) return;
    const opened = new AudioWorkletNode(speaker.context, 'byway-playout', {
      numberOfInputs: 0,
      outputChannelCount: [1],
    });
    opened.port.onmessage = ({ data }: MessageEvent<PlayoutReport>) => onReport(data);
    opened.connect(speaker.context.destination);
    node = opened;
    for (const item of early) post(opened, item);
    early = [];
  }

  // Without the worklet, which comes with the page, nothing can be played.
  speaker.ready.then(open).catch(() => undefined);

  return {
    play(item) {
      if (node === undefined) early.push(item);
      else post(node, item);
    },
    stop() {
      isStopped = true;
      early = [];
      if (node === undefined) return;
      node.port.onmessage = null;
      node.port.postMessage('close');
      node.disconnect();
    },
  };
}

/** When the sample at `place`, on the clock of `context` in samples, reaches the speaker, as `performance.now()`. */
export function heardAt(context: AudioContext, place: number): number {
  const { contextTime = 0, performanceTime = 0 } = context.getOutputTimestamp();
  const isKnown = performanceTime > 0;
  return isKnown ? performanceTime + (place / engineRate - contextTime) * 1000 : performance.now();
}
