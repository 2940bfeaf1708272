import type { DeviceChoice } from '../../../src-bridge/settings.ts';

/** A sound device that is plugged in. */
export interface PresentDevice {
  readonly id: string;
  readonly label: string;
}

/** The devices of one direction. */
export interface PresentDevices {
  readonly devices: readonly PresentDevice[];
  /** What the system default stands for at the moment, as far as the browser tells; changes when the default does. */
  readonly defaultLabel: string;
}

/** What a choice comes to with the devices that are there. */
export type FoundDevice =
  | { readonly kind: 'default' }
  | { readonly kind: 'device'; readonly id: string; readonly label: string }
  /** The chosen device is not plugged in. */
  | { readonly kind: 'missing'; readonly label: string };

/** Finds the chosen device by id, else by label, because ids change when storage is cleared. */
export function findDevice(choice: DeviceChoice, { devices }: PresentDevices): FoundDevice {
  if (choice.kind === 'default') return choice;
  const sameId = devices.find(({ id }) => id === choice.id);
  const sameLabel = devices.find((device) => device.label !== '' && device.label === choice.label);
  const id = (sameId ?? sameLabel)?.id;
  const { label } = choice;
  if (id !== undefined) return { kind: 'device', id, label };
  // Before the devices were listed, or the microphone was granted, none has a name: the choice is taken at its word.
  const areNamed = devices.some((device) => device.label !== '');
  return areNamed ? { kind: 'missing', label } : { kind: 'device', id: choice.id, label };
}

/** The outputs to ring on, as ids for `AudioContext`, each once; the system default ('') where none of them is there. */
export function ringOutputs(choices: readonly DeviceChoice[], speakers: PresentDevices): readonly string[] {
  const found = choices.map((choice) => findDevice(choice, speakers));
  const ids = found.flatMap((device) => (device.kind === 'missing' ? [] : [sinkIdOf(device)]));
  return ids.length === 0 ? [''] : [...new Set(ids)];
}

/** The id for `AudioContext`: '' is the system default, which also stands in for a missing device. */
export function sinkIdOf(device: FoundDevice): string {
  return device.kind === 'device' ? device.id : '';
}
