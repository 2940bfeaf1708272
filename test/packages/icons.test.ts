import { execFile } from 'node:child_process';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { beforeAll, describe, expect, test } from 'vitest';

const root = join(import.meta.dirname, '..', '..');
const read = (path: string): Promise<Buffer> => readFile(join(root, 'assets', path));
beforeAll(() => promisify(execFile)(process.execPath, [join(root, 'scripts', 'icons.mjs')]));

/** Width and height of a PNG, pixels. */
async function sizeOf(path: string): Promise<[number, number]> {
  const png = await read(path);
  expect(png.toString('latin1', 1, 4)).toBe('PNG');
  return [png.readUInt32BE(16), png.readUInt32BE(20)];
}

/** The pictures of an .ico: their size in pixels, and whether each is where the directory says it is. */
async function picturesOf(path: string): Promise<{ size: number; isWhole: boolean }[]> {
  const ico = await read(path);
  return Array.from({ length: ico.readUInt16LE(4) }, (_, index) => {
    const entry = 6 + 16 * index;
    const [bytes, offset] = [ico.readUInt32LE(entry + 8), ico.readUInt32LE(entry + 12)];
    const isPng = ico.toString('latin1', offset + 1, offset + 4) === 'PNG';
    const size = ico.readUInt8(entry) || 256;
    const width = isPng ? ico.readUInt32BE(offset + 16) : ico.readInt32LE(offset + 4);
    return { size, isWhole: width === size && offset + bytes <= ico.length };
  });
}

describe.each(['idle', 'ringing', 'in-call', 'dnd', 'offline'])('the tray shows %s', (state) => {
  test('in 16 pixels and twice as many', async () => {
    for (const name of [state, `${state}Template`]) {
      expect(await sizeOf(`tray/${name}.png`)).toEqual([16, 16]);
      expect(await sizeOf(`tray/${name}@2x.png`)).toEqual([32, 32]);
    }
  });

  test('on Windows at every scale', async () => {
    const pictures = await picturesOf(`tray/${state}.ico`);
    expect(pictures).toEqual([16, 20, 24, 32, 48].map((size) => ({ size, isWhole: true })));
  });

  test('on macOS in black alone, which macOS colours itself', async () => {
    const drawing = (await read(`tray/${state}-template.svg`)).toString();
    const drawn = drawing.replace(/<mask[\s\S]*<\/mask>/u, '');
    for (const [, colour] of drawn.matchAll(/(?:fill|stroke)="([^"]+)"/gu)) expect(['#000', 'none']).toContain(colour);
  });
});

test("the application's icon has every size that a system asks for", async () => {
  expect((await picturesOf('app/icon.ico')).map(({ size }) => size)).toEqual([16, 20, 24, 32, 48, 64, 256]);
  for (const size of [16, 24, 32, 48, 64, 128, 256, 512]) {
    expect(await sizeOf(`app/${size}x${size}.png`)).toEqual([size, size]);
  }
  const icns = await read('app/icon.icns');
  expect(icns.toString('latin1', 0, 4)).toBe('icns');
  expect(icns.readUInt32BE(4)).toBe(icns.length);
});

test('no two states look alike without their colours', async () => {
  const shapes = await Promise.all(
    ['idle', 'ringing', 'in-call', 'dnd', 'offline'].map((state) => read(`tray/${state}Template.png`)),
  );
  expect(new Set(shapes.map((shape) => shape.toString('base64'))).size).toBe(shapes.length);
});
