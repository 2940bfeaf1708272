import { describe, expect, it } from 'vitest';
import {
  firstWindow,
  placeMainWindow,
  placeRingWindow,
  placeStrip,
  type Area,
} from '../../../../src-main/desktop/window-place.ts';

const laptop: Area = { x: 0, y: 0, width: 1440, height: 860 };
const beside: Area = { x: 1440, y: -200, width: 2560, height: 1400 };
const left = (x: number, y: number, width = 500, height = 700) => ({
  bounds: { x, y, width, height },
  isMaximized: false,
});

describe('the main window', () => {
  it('opens in the middle, at its first size, where it was never left', () => {
    expect(placeMainWindow(undefined, [laptop])).toEqual(firstWindow);
  });

  it('opens where it was left', () => {
    expect(placeMainWindow(left(2000, 100), [laptop, beside])).toEqual({ x: 2000, y: 100, width: 500, height: 700 });
  });

  it('opens in the middle where its screen is gone', () => {
    expect(placeMainWindow(left(2000, 100), [laptop])).toEqual(firstWindow);
    expect(placeMainWindow(left(2000, 100), [])).toEqual(firstWindow);
  });

  it('is moved wholly into a screen that it hung out of', () => {
    expect(placeMainWindow(left(1300, 400), [laptop])).toEqual({ x: 940, y: 160, width: 500, height: 700 });
    expect(placeMainWindow(left(-100, -10), [laptop])).toMatchObject({ x: 0, y: 0 });
  });

  it('is not moved to a screen on which nobody could take hold of it', () => {
    expect(placeMainWindow(left(1420, 0), [laptop])).toEqual(firstWindow);
    expect(placeMainWindow(left(100, 855), [laptop])).toEqual(firstWindow);
  });

  it('is made as small as a smaller screen wants, and never smaller than it can be used', () => {
    expect(placeMainWindow(left(0, 0, 3000, 2000), [laptop])).toMatchObject({ width: 1440, height: 860 });
    expect(placeMainWindow(left(0, 0, 100, 50), [laptop])).toMatchObject({ width: 360, height: 520 });
  });
});

describe('the windows on top', () => {
  it('go where their platform shows its notifications', () => {
    expect(placeStrip(laptop, 'windows')).toEqual({ x: 1104, y: 748, width: 320, height: 96 });
    expect(placeStrip(laptop, 'macos')).toEqual({ x: 1104, y: 16, width: 320, height: 96 });
    expect(placeStrip(beside, 'linux')).toEqual({ x: 3664, y: -184, width: 320, height: 96 });
  });

  it('grow with the calls that ring, as far as the screen goes', () => {
    const height = (count: number) => placeRingWindow(count, laptop, 'linux').height;
    expect(height(2) - height(1)).toBe(height(3) - height(2));
    expect(height(20)).toBe(828);
    expect(placeRingWindow(1, laptop, 'windows').y + height(1)).toBe(844);
  });
});
