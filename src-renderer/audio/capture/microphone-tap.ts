import { samplesIn } from '../units.ts';
import type { GatheredFrame } from './frame-gatherer.ts';

/** A worklet that gathers the frames of whatever microphone it is connected to. */
export interface MicrophoneTap {
  /** Gathers from `stream` from now on, and from no other. */
  connect(stream: MediaStream): void;
  close(): void;
}

/** Opens a tap on `context`, whose worklets are ready; `onFrame` gets a frame every `frameMs` of a connected stream. */
export function openMicrophoneTap(
  context: AudioContext,
  frameMs: number,
  onFrame: (frame: GatheredFrame) => void,
): MicrophoneTap {
  const node = new AudioWorkletNode(context, 'byway-capture', {
    numberOfOutputs: 0,
    channelCount: 1,
    channelCountMode: 'explicit',
    processorOptions: { frameLength: samplesIn(frameMs) },
  });
  let source: AudioNode | undefined;
  node.port.onmessage = ({ data }: MessageEvent<GatheredFrame>) => onFrame(data);
  return {
    connect(stream) {
      source?.disconnect();
      source = context.createMediaStreamSource(stream);
      source.connect(node);
    },
    close() {
      source?.disconnect();
      node.port.onmessage = null;
      node.port.postMessage('close');
    },
  };
}
