import type { DeviceChoice } from '../../src-bridge/settings.ts';

export interface DeviceLists {
  readonly microphones: readonly DeviceChoice[];
  readonly speakers: readonly DeviceChoice[];
}

/** What the audio settings need of the sound of this window. */
export interface SoundCheck {
  listDevices(): Promise<DeviceLists>;
  /** Asks for the microphone once; resolves false when refused. */
  requestMicrophone(): Promise<boolean>;
  onDevicesChanged(listener: () => void): () => void;
  /** Reports the level of the chosen microphone, 0 to 1, until stopped. */
  startMeter(listener: (level: number) => void): () => void;
  playTestSound(): Promise<void>;
  recordAndPlayBack(seconds: number): Promise<void>;
}
