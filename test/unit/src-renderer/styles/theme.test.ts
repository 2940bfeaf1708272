/// <reference types="node" />
import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { pictureUrl } from '../../../../src-bridge/device-pictures.ts';
import { devicePictures } from '../../../../src-bridge/settings.ts';

const theme = readFileSync(new URL('../../../../src-renderer/styles/theme.css', import.meta.url), 'utf8');

/** Text on its background, and the least contrast that WCAG 2.2 AA asks for. */
const textPairs = [
  ['ink', 'canvas'],
  ['ink', 'surface'],
  ['ink', 'sunken'],
  ['ink', 'hover'],
  ['ink-muted', 'canvas'],
  ['ink-muted', 'surface'],
  ['ink-muted', 'sunken'],
  ['ink-muted', 'hover'],
  ['accent-ink', 'canvas'],
  ['accent-ink', 'surface'],
  ['accent-ink', 'accent-soft'],
  ['accent-ink', 'hover'],
  ['on-accent', 'accent'],
  ['on-accent', 'accent-hover'],
  ['on-danger', 'danger'],
  ['on-danger', 'danger-hover'],
  ['danger-ink', 'danger-soft'],
  ['danger-ink', 'surface'],
  ['danger-ink', 'canvas'],
  ['warning-ink', 'warning-soft'],
  ['warning-ink', 'surface'],
  ['warning-ink', 'canvas'],
] as const;

/** Edges and marks that have to be seen to use a control. */
const markPairs = [
  ['control-line', 'surface'],
  ['control-line', 'canvas'],
  ['accent', 'canvas'],
  ['accent', 'surface'],
  ['accent', 'sunken'],
  ['surface', 'control-line'],
] as const;

/** Where a picture of a device stands. */
const pictureGrounds = ['surface', 'canvas', 'sunken', 'hover', 'accent-soft'] as const;

const [light = '', dark = ''] = theme.split('@media (prefers-color-scheme: dark)');

describe.each([
  ['light', coloursOf(light)],
  ['dark', { ...coloursOf(light), ...coloursOf(dark) }],
])('the %s colours', (_name, colours) => {
  it.each(textPairs)('let %s be read on %s', (text, background) => {
    expect(contrast(colours[text], colours[background])).toBeGreaterThanOrEqual(4.5);
  });

  it.each(markPairs)('let %s be seen on %s', (mark, background) => {
    expect(contrast(colours[mark], colours[background])).toBeGreaterThanOrEqual(3);
  });

  it.each(pictureGrounds)('let every picture of a device be seen on %s', (background) => {
    for (const picture of devicePictures) {
      const [, line] = /stroke="(#[\da-f]{6})"/.exec(decodeURIComponent(pictureUrl(picture))) ?? [];
      expect(contrast(line, colours[background])).toBeGreaterThanOrEqual(3);
    }
  });
});

function coloursOf(css: string): Record<string, string> {
  const colours = [...css.matchAll(/--([\w-]+): (#[\da-f]{6});/g)];
  return Object.fromEntries(colours.map(([, name = '', colour = '']) => [name, colour]));
}

/** Contrast ratio of WCAG 2.2 between two colours of the form #rrggbb. */
function contrast(one: string | undefined, other: string | undefined): number {
  const [darker, lighter] = [luminance(one), luminance(other)].sort((a, b) => a - b) as [number, number];
  return (lighter + 0.05) / (darker + 0.05);
}

function luminance(colour: string | undefined): number {
  if (colour === undefined) throw new Error('a colour of the pair is not in the theme');
  const [red = 0, green = 0, blue = 0] = [1, 3, 5].map((at) => {
    const share = Number.parseInt(colour.slice(at, at + 2), 16) / 255;
    return share <= 0.04045 ? share / 12.92 : ((share + 0.055) / 1.055) ** 2.4;
  });
  return 0.2126 * red + 0.7152 * green + 0.0722 * blue;
}
