import { mkdir, readdir, readFile, rmdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { beforeEach, expect, test } from 'vitest';
import { settingsSchema } from '../../../../src-bridge/settings.ts';
import { openSettingsFile } from '../../../../src-main/node/settings-file.ts';
import { temporaryDirectory } from '../../../support/temporary-directory.ts';

let directory: string;
let path: string;

const defaults = settingsSchema.parse({ deviceName: 'desk-pc' });

beforeEach(async () => {
  directory = await temporaryDirectory();
  path = join(directory, 'settings.json');
});

test('where there is no file, the defaults hold under the default name, and none is written', async () => {
  const store = openSettingsFile(path, { default: 'desk-pc' });
  expect(await store.load()).toEqual({ settings: defaults, wasReset: false });
  expect(await readdir(directory)).toEqual([]);
});

test('what was saved is loaded by the next run', async () => {
  const changed = { ...defaults, deviceName: 'Kitchen', doNotDisturb: true };
  await openSettingsFile(path, { default: 'desk-pc' }).save(changed);
  expect(await openSettingsFile(path, { default: 'desk-pc' }).load()).toEqual({ settings: changed, wasReset: false });
  expect(await readdir(directory)).toEqual(['settings.json']);
});

test('a file of an older version gets the defaults for what it lacks', async () => {
  await writeFile(path, '{"deviceName":"Kitchen","audio":{"ringVolume":0.2}}');
  const { settings, wasReset } = await openSettingsFile(path, { default: 'desk-pc' }).load();
  expect(settings).toEqual({ ...defaults, deviceName: 'Kitchen', audio: { ...defaults.audio, ringVolume: 0.2 } });
  expect(wasReset).toBe(false);
});

test.each(['', '{"deviceName":', '[]', 'null', '"x"', '{"doNotDisturb":"yes"}', '{"audio":{"ringVolume":7}}'])(
  'a damaged file %j is kept aside and the defaults hold',
  async (text) => {
    await writeFile(path, text);
    const store = openSettingsFile(path, { default: 'desk-pc' });
    expect(await store.load()).toEqual({ settings: defaults, wasReset: true });
    expect(await readFile(`${path}.damaged`, 'utf8')).toBe(text);
    await store.save(defaults);
    expect(await openSettingsFile(path, { default: 'desk-pc' }).load()).toEqual({
      settings: defaults,
      wasReset: false,
    });
  },
);

test('a file that cannot be read counts as damaged and does not stop the phone', async () => {
  await mkdir(path);
  expect(await openSettingsFile(path, { default: 'desk-pc' }).load()).toMatchObject({ wasReset: true });
});

test('a name that is wanted at the start is saved as the name of this device', async () => {
  await openSettingsFile(path, { default: 'desk-pc' }).save({ ...defaults, doNotDisturb: true });
  const wanted = await openSettingsFile(path, { default: 'desk-pc', wanted: 'Kitchen' }).load();
  expect(wanted.settings).toEqual({ ...defaults, deviceName: 'Kitchen', doNotDisturb: true });
  const later = await openSettingsFile(path, { default: 'desk-pc' }).load();
  expect(later.settings.deviceName).toBe('Kitchen');
});

test('saves that overlap are written one after the other, and the last one stays', async () => {
  const store = openSettingsFile(path, { default: 'desk-pc' });
  const names = Array.from({ length: 20 }, (_, index) => `Desk ${index}`);
  await Promise.all(names.map((deviceName) => store.save({ ...defaults, deviceName })));
  expect((await store.load()).settings.deviceName).toBe('Desk 19');
});

test('a disk that refuses rejects the save, leaves the old file whole, and does not spoil the next save', async () => {
  const store = openSettingsFile(path, { default: 'desk-pc' });
  await store.save(defaults);
  await mkdir(`${path}.new`);
  await expect(store.save({ ...defaults, deviceName: 'Kitchen' })).rejects.toThrow();
  expect((await store.load()).settings).toEqual(defaults);
  await rmdir(`${path}.new`);
  await store.save({ ...defaults, deviceName: 'Kitchen' });
  expect((await store.load()).settings.deviceName).toBe('Kitchen');
});
