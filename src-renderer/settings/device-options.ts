import type { DeviceChoice } from '../../src-bridge/settings.ts';

/** One entry of a list of sound devices. */
export interface DeviceOption {
  /** Unique within its list. */
  readonly key: string;
  readonly label: string;
  readonly choice: DeviceChoice;
}

export interface DeviceTexts {
  readonly systemDefault: string;
  readonly unplugged: (label: string) => string;
  readonly unnamed: (position: number) => string;
}

const defaultKey = 'default';

/** The key of a choice among `options`: by id, else by label, because ids change when storage is cleared. */
export function keyOf(choice: DeviceChoice, options: readonly DeviceOption[]): string {
  if (choice.kind === 'default') return defaultKey;
  const sameLabel = options.find((option) => option.choice.kind === 'device' && option.choice.label === choice.label);
  return options.some(({ key }) => key === choice.id) ? choice.id : (sameLabel?.key ?? choice.id);
}

/** The entries to choose from: the system default, what is plugged in, and what was chosen and is not plugged in now. */
export function deviceOptions(
  present: readonly DeviceChoice[],
  chosen: readonly DeviceChoice[],
  texts: DeviceTexts,
): readonly DeviceOption[] {
  const first: DeviceOption = { key: defaultKey, label: texts.systemDefault, choice: { kind: 'default' } };
  const plugged = present
    .filter((choice) => choice.kind === 'device')
    .map((choice, index) => ({ key: choice.id, label: choice.label || texts.unnamed(index + 1), choice }));
  const options = [first, ...plugged];
  const missing = chosen
    .filter((choice) => choice.kind === 'device')
    .filter((choice) => !options.some(({ key }) => key === keyOf(choice, options)))
    .map((choice) => ({ key: choice.id, label: texts.unplugged(choice.label), choice }));
  return [...options, ...missing];
}

/** The outputs that ring after `toggled` was switched; the last one stays, because a phone that rings nowhere is none. */
export function toggleRingOn(
  ringOn: readonly DeviceChoice[],
  toggled: DeviceOption,
  options: readonly DeviceOption[],
): DeviceChoice[] {
  const without = ringOn.filter((choice) => keyOf(choice, options) !== toggled.key);
  if (without.length === ringOn.length) return [...ringOn, toggled.choice];
  return without.length === 0 ? [...ringOn] : without;
}
