import { mkdir, readFile, rename, writeFile } from 'node:fs/promises';
import { dirname } from 'node:path';
import { settingsSchema, type Settings } from '../../src-bridge/settings.ts';
import type { SettingsStore } from '../session/ports.ts';

/** Settings in one JSON file. A damaged file is kept aside as `….damaged`, and the defaults hold. */
export function openSettingsFile(path: string, deviceName: { default: string; wanted?: string }): SettingsStore {
  let lastSave = Promise.resolve();

  async function load(): Promise<{ settings: Settings; wasReset: boolean }> {
    const text = await readFile(path, 'utf8').catch(() => undefined);
    const read = text === undefined ? {} : parse(text);
    const base = typeof read === 'object' && read !== null ? read : {};
    const named = {
      deviceName: deviceName.default,
      ...base,
      ...(deviceName.wanted === undefined ? {} : { deviceName: deviceName.wanted }),
    };
    const result = settingsSchema.safeParse(named);
    if (read !== undefined && result.success) return { settings: result.data, wasReset: false };
    await rename(path, `${path}.damaged`);
    return { settings: settingsSchema.parse({ deviceName: deviceName.wanted ?? deviceName.default }), wasReset: true };
  }

  async function write(settings: Settings): Promise<void> {
    await mkdir(dirname(path), { recursive: true });
    await writeFile(`${path}.new`, `${JSON.stringify(settings, null, 2)}\n`);
    await rename(`${path}.new`, path);
  }

  return {
    load,
    save(settings) {
      lastSave = lastSave.catch(() => undefined).then(() => write(settings));
      return lastSave;
    },
  };
}

/** The JSON value of `text`; undefined when it is none. */
function parse(text: string): unknown {
  try {
    return JSON.parse(text) as unknown;
  } catch {
    return undefined;
  }
}
