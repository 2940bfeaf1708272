import { readFile, rename, writeFile } from 'node:fs/promises';
import { z } from 'zod';
import { settingsSchema, type Settings } from '../../src-bridge/settings.ts';
import type { SettingsStore } from '../session/ports.ts';

/** The name of this device while the person has given none, and one that was asked for at the start. */
export interface DeviceName {
  readonly default: string;
  readonly wanted?: string;
}

/**
 * Settings in the JSON file `path`, whose directory is there. A damaged file is kept aside as `….damaged`, and the
 * defaults hold; a wanted device name is saved. `load` never rejects, `save` does when the disk refuses.
 */
export function openSettingsFile(path: string, deviceName: DeviceName): SettingsStore {
  let lastSave = Promise.resolve();

  const save = (settings: Settings): Promise<void> => {
    lastSave = lastSave.catch(() => undefined).then(() => write(path, settings));
    return lastSave;
  };

  return {
    async load() {
      const kept = await read(path, deviceName.default);
      if (kept === undefined) await rename(path, `${path}.damaged`).catch(() => undefined);
      const settings = kept ?? settingsSchema.parse({ deviceName: deviceName.default });
      const { wanted = settings.deviceName } = deviceName;
      if (wanted === settings.deviceName) return { settings, wasReset: kept === undefined };
      const renamed = { ...settings, deviceName: wanted };
      await save(renamed).catch(() => undefined);
      return { settings: renamed, wasReset: kept === undefined };
    },
    save,
  };
}

/** The settings in a file, the defaults where there is none; undefined when it is damaged. */
async function read(path: string, deviceName: string): Promise<Settings | undefined> {
  try {
    const members = z.record(z.string(), z.unknown()).parse(JSON.parse(await readFile(path, 'utf8')));
    return settingsSchema.parse({ deviceName, ...members });
  } catch (error) {
    const isMissing = error instanceof Error && 'code' in error && error.code === 'ENOENT';
    return isMissing ? settingsSchema.parse({ deviceName }) : undefined;
  }
}

/** Whoever reads meanwhile, or after a loss of power, finds the old file or the new one, never half of one. */
async function write(path: string, settings: Settings): Promise<void> {
  await writeFile(`${path}.new`, `${JSON.stringify(settings, null, 2)}\n`, { flush: true, mode: 0o600 });
  await rename(`${path}.new`, path);
}
