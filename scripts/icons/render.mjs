// Renders the pictures of assets/ that are drawn as SVG. Needs nothing but npm's packages: no network, on any system.
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { Resvg } from '@resvg/resvg-js';
import { icnsOf, icoOf } from './icon-files.mjs';

/** The states of the tray; the shell names its pictures after them. */
export const trayStates = ['idle', 'ringing', 'in-call', 'dnd', 'offline'];

const trayPixels = 16;
const trayIcoSizes = [16, 20, 24, 32, 48];
const appIcoSizes = [16, 20, 24, 32, 48, 64, 256];
/** Up to so many pixels the icon is the one that was drawn for 16 of them. */
const smallPixels = 32;
const linuxSizes = [16, 24, 32, 48, 64, 128, 256, 512];

/** Renders the tray's pictures and the application's icons beside their drawings in the folder `assets`. */
export function renderIcons(assets) {
  for (const state of trayStates) renderTrayState(join(assets, 'tray'), state);
  const app = join(assets, 'app');
  const large = readFileSync(join(assets, 'byway.svg'));
  const small = readFileSync(join(app, 'small.svg'));
  const tileOf = (size) => picture(size > smallPixels ? large : small, size);
  const macTile = readFileSync(join(app, 'mac.svg'));
  writeFileSync(join(app, 'icon.ico'), icoOf(appIcoSizes.map(tileOf)));
  for (const size of linuxSizes) writeFileSync(join(app, `${size}x${size}.png`), tileOf(size).png);
  // The last one tells whether all are newer than their drawings.
  writeFileSync(
    join(app, 'icon.icns'),
    icnsOf((size) => picture(macTile, size).png),
  );
}

/** macOS colours a `Template` picture itself and wants it in black; the others show theirs as it is. */
function renderTrayState(folder, state) {
  const drawing = readFileSync(join(folder, `${state}.svg`));
  const template = readFileSync(join(folder, `${state}-template.svg`));
  for (const [suffix, size] of [
    ['', trayPixels],
    ['@2x', trayPixels * 2],
  ]) {
    writeFileSync(join(folder, `${state}${suffix}.png`), picture(drawing, size).png);
    writeFileSync(join(folder, `${state}Template${suffix}.png`), picture(template, size).png);
  }
  writeFileSync(join(folder, `${state}.ico`), icoOf(trayIcoSizes.map((size) => picture(drawing, size))));
}

/** An SVG as a square of `size` pixels: as PNG, and as bytes of red, green, blue and alpha. */
function picture(svg, size) {
  const rendered = new Resvg(svg, { fitTo: { mode: 'width', value: size }, font: { loadSystemFonts: false } }).render();
  return { size, png: rendered.asPng(), rgba: rendered.pixels };
}
