import type { AudioPort } from '../../src-bridge/audio-port.ts';
import type { AudioPlan } from '../../src-bridge/phone-state.ts';
import type { AudioFigures, CallAudio, Stop } from './audio-desk.ts';
import type { Microphone } from './capture/microphone.ts';
import { SpeechSender } from './capture/speech-sender.ts';
import type { Speaker } from './devices/speaker.ts';
import { meterLevel } from './level.ts';
import { heardAt, openPlayoutOutput } from './playout/playout-output.ts';
import type { PlayoutReport } from './playout/playout-report.ts';
import { receiveSpeech } from './playout/speech-receiver.ts';
import { msOf } from './units.ts';

export interface CallAudioParts {
  readonly microphone: Microphone;
  readonly speaker: Speaker;
  readonly onClose: () => void;
}

type Levels = { readonly microphone: number; readonly speaker: number };

/** Runs the sound of one call between `port` and the devices; closing it closes the port. */
export function openCallAudio(
  { microphone, speaker, onClose }: CallAudioParts,
  plan: AudioPlan,
  port: AudioPort,
): CallAudio {
  const { warm, release } = speaker.hold();
  const listeners = new Set<(levels: Levels) => void>();
  let latest: PlayoutReport | undefined;
  let firstPlayedAt: number | undefined;
  let isClosed = false;

  const sender = new SpeechSender({
    plan,
    port,
    listen: (frameMs, onFrame) => microphone.listen(frameMs, onFrame),
    now: () => Date.now(),
  });
  const output = openPlayoutOutput(warm, (report) => {
    latest = report;
    if (report.firstPlayedAt !== undefined) firstPlayedAt ??= heardAt(warm.context, report.firstPlayedAt);
    const levels = { microphone: meterLevel(sender.loudness), speaker: meterLevel(report.loudness) };
    for (const listener of listeners) listener(levels);
  });
  const stopReceiving = receiveSpeech(port, (item) => output.play(item));

  return {
    setMuted: (isMuted) => sender.setMuted(isMuted),
    get figures() {
      return figuresOf(sender.framesSent, latest, firstPlayedAt);
    },
    onLevels(listener): Stop {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
    close() {
      if (isClosed) return;
      isClosed = true;
      listeners.clear();
      stopReceiving();
      output.stop();
      sender.close();
      port.close();
      release();
      onClose();
    },
  };
}

function figuresOf(
  framesSent: number,
  report: PlayoutReport | undefined,
  firstPlayedAt: number | undefined,
): AudioFigures {
  const figures = report?.figures;
  return {
    framesSent,
    framesReceived: figures?.received ?? 0,
    framesLost: figures?.lost ?? 0,
    framesLate: figures?.late ?? 0,
    framesConcealed: Math.round(figures?.concealed ?? 0),
    playoutDelayMs: Math.round(msOf(figures?.delay ?? 0)),
    ...(firstPlayedAt === undefined ? {} : { firstPlayedAt }),
  };
}
