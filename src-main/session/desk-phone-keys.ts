import type { Settings } from '../../src-bridge/settings.ts';

/** The name in the keychain of a key of desk phones. */
export function secretOfKey(name: string): string {
  return `desk phone key ${name}`;
}

/** The settings with a key of this name, set at `setAt`, ms since the epoch. */
export function withKey(settings: Settings, name: string, setAt: number): Settings {
  const { deskPhones } = withoutKey(settings, name);
  return { ...settings, deskPhones: { ...deskPhones, keys: [...deskPhones.keys, { name, setAt }] } };
}

/** The settings without it. */
export function withoutKey(settings: Settings, name: string): Settings {
  const { deskPhones } = settings;
  return { ...settings, deskPhones: { ...deskPhones, keys: deskPhones.keys.filter((key) => key.name !== name) } };
}
