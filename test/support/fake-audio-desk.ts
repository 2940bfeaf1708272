import type { AudioPort } from '../../src-bridge/audio-port.ts';
import type { AudioDesk, AudioFigures, CallAudio, ProgressTone, Stop } from '../../src-renderer/audio/audio-desk.ts';
import type { AudioSettings } from '../../src-bridge/settings.ts';

/** A sound desk without sound: it keeps what is being heard, so that a test can ask. */
export class FakeAudioDesk implements AudioDesk {
  readonly calls: FakeCallAudio[] = [];
  readonly sounds: ('ringing' | ProgressTone)[] = [];
  /** Keys that were sounded. */
  digits = '';
  settings: AudioSettings | undefined;

  applySettings(settings: AudioSettings): void {
    this.settings = settings;
  }

  startCall(_plan: unknown, port: AudioPort): CallAudio {
    const call = new FakeCallAudio(port);
    this.calls.push(call);
    return call;
  }

  startRinging(): Stop {
    return this.#hear('ringing');
  }

  startTone(tone: ProgressTone): Stop {
    return this.#hear(tone);
  }

  playDigit(digit: string): void {
    this.digits += digit;
  }

  async listDevices(): ReturnType<AudioDesk['listDevices']> {
    return { microphones: [], speakers: [] };
  }

  async requestMicrophone(): Promise<boolean> {
    return true;
  }

  onDevicesChanged(): Stop {
    return () => undefined;
  }

  onProblem(): Stop {
    return () => undefined;
  }

  startMeter(): Stop {
    return () => undefined;
  }

  async playTestSound(): Promise<void> {}

  async recordAndPlayBack(): Promise<void> {}

  async unlock(): Promise<void> {}

  close(): void {}

  #hear(sound: 'ringing' | ProgressTone): Stop {
    this.sounds.push(sound);
    return () => {
      const at = this.sounds.indexOf(sound);
      if (at >= 0) this.sounds.splice(at, 1);
    };
  }
}

/** The sound of a call on a `FakeAudioDesk`. */
export class FakeCallAudio implements CallAudio {
  readonly port: AudioPort;
  isMuted = false;
  isClosed = false;
  figures: AudioFigures = {
    framesSent: 0,
    framesReceived: 0,
    framesLost: 0,
    framesLate: 0,
    framesConcealed: 0,
    playoutDelayMs: 0,
  };
  readonly #listeners = new Set<(levels: { microphone: number; speaker: number }) => void>();

  constructor(port: AudioPort) {
    this.port = port;
  }

  setMuted(isMuted: boolean): void {
    this.isMuted = isMuted;
  }

  onLevels(listener: (levels: { microphone: number; speaker: number }) => void): Stop {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }

  /** The first frame of the far side reaches the speaker. */
  hearFirstFrame(): void {
    this.figures = { ...this.figures, framesReceived: 1, firstPlayedAt: 1 };
    for (const listener of [...this.#listeners]) listener({ microphone: 0, speaker: 0.5 });
  }

  close(): void {
    this.isClosed = true;
    this.port.close();
  }
}
