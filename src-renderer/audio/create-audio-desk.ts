import type { AudioSettings } from '../../src-bridge/settings.ts';
import type { AudioDesk, CallAudio, ProgressTone, Stop } from './audio-desk.ts';
import { openCallAudio } from './call-audio.ts';
import { Microphone } from './capture/microphone.ts';
import { choicesOf, DeviceList } from './devices/device-list.ts';
import { Speaker } from './devices/speaker.ts';
import { ProblemBoard } from './problem-board.ts';
import { SoundCheck } from './sound-check.ts';
import { renderDigitTone } from './tones/digit-tones.ts';
import { renderProgressTone } from './tones/progress-tones.ts';
import { Ringer } from './tones/ringer.ts';
import { playLoop, playOnce } from './tones/tone-player.ts';

/** What holds until the first `applySettings`. */
const initialSettings: AudioSettings = {
  microphone: { kind: 'default' },
  speaker: { kind: 'default' },
  ringOn: [{ kind: 'default' }],
  echoCancellation: true,
  noiseSuppression: true,
  automaticGain: true,
  ringTone: 'calm',
  ringVolume: 0.7,
};

/** Makes the sound desk of this window. Nothing is opened before the first ring, call, tone or trial of a device. */
export function createAudioDesk(): AudioDesk {
  const media = navigator.mediaDevices;
  let current = initialSettings;
  const settings = (): AudioSettings => current;
  const problems = new ProblemBoard();
  const devices = new DeviceList(media);
  const speaker = new Speaker({ devices, problems, settings });
  const ringer = new Ringer({ devices, settings });
  const microphone = new Microphone({
    media,
    permissions: navigator.permissions,
    devices,
    speaker,
    problems,
    settings,
  });
  const check = new SoundCheck(microphone, speaker);
  const calls = new Set<CallAudio>();
  void devices.refresh();

  return {
    applySettings(changed) {
      current = changed;
      speaker.follow();
      microphone.follow();
      ringer.follow();
    },
    startCall(plan, port) {
      const call: CallAudio = openCallAudio({ microphone, speaker, onClose: () => calls.delete(call) }, plan, port);
      calls.add(call);
      return call;
    },
    startRinging() {
      // The speaker is warm by the time that somebody answers.
      const { release } = speaker.hold();
      const stopRing = ringer.start();
      return () => {
        stopRing();
        release();
      };
    },
    startTone: (tone) => startTone(speaker, tone),
    playDigit(digit) {
      const { warm, release } = speaker.hold();
      void playOnce(warm.context, renderDigitTone(digit)).done.then(release);
    },
    async listDevices() {
      await devices.refresh();
      return { microphones: choicesOf(devices.microphones), speakers: choicesOf(devices.speakers) };
    },
    requestMicrophone: () => check.requestMicrophone(),
    onDevicesChanged: (listener) => devices.onChange(listener),
    onProblem: (listener) => problems.onProblem(listener),
    startMeter: (listener) => check.startMeter(listener),
    playTestSound: () => check.playTestSound(),
    recordAndPlayBack: (seconds) => check.recordAndPlayBack(seconds),
    async unlock() {
      await Promise.all([speaker.unlock(), ringer.unlock()]);
    },
    close() {
      for (const call of [...calls]) call.close();
      ringer.close();
      microphone.close();
      speaker.close();
      devices.close();
    },
  };
}

function startTone(speaker: Speaker, tone: ProgressTone): Stop {
  const { warm, release } = speaker.hold();
  const loop = playLoop(warm.context, renderProgressTone(tone), 1);
  let isPlaying = true;
  return () => {
    if (!isPlaying) return;
    isPlaying = false;
    void loop.stop().then(release);
  };
}
