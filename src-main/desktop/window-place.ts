import { z } from 'zod';
import type { DesktopPlatform } from './platform.ts';

/** A rectangle of the desktop, in device-independent pixels. */
export interface Area {
  readonly x: number;
  readonly y: number;
  readonly width: number;
  readonly height: number;
}

const side = z.number().int().min(-100_000).max(100_000);

/** How the main window was left. */
export const windowStateSchema = z.object({
  bounds: z.object({ x: side, y: side, width: side.min(1), height: side.min(1) }),
  isMaximized: z.boolean(),
});
export type WindowState = z.infer<typeof windowStateSchema>;

export const smallestWindow = { width: 360, height: 520 } as const;
export const firstWindow = { width: 400, height: 680 } as const;
export const stripSize = { width: 320, height: 96 } as const;

/** So much of a window has to be on a screen for a person to get hold of it. */
const graspable = { width: 80, height: 40 };
const margin = 16;
/** The page of the ring window: its cards with the gaps between them, and what is around those. */
const ringWidth = 440;
const ringCardHeight = 206;
const ringFrameHeight = 18;

/**
 * Where the main window opens: as it was left, if that is on a screen that exists, moved wholly into it; otherwise in the
 * middle of the first, for which only the size is told.
 */
export function placeMainWindow(
  left: WindowState | undefined,
  workAreas: readonly Area[],
): Area | { readonly width: number; readonly height: number } {
  if (left === undefined) return firstWindow;
  const home = workAreas.find((area) => isGraspable(left.bounds, area));
  if (home === undefined) return firstWindow;
  const width = clamp(left.bounds.width, smallestWindow.width, home.width);
  const height = clamp(left.bounds.height, smallestWindow.height, home.height);
  return {
    x: clamp(left.bounds.x, home.x, home.x + home.width - width),
    y: clamp(left.bounds.y, home.y, home.y + home.height - height),
    width,
    height,
  };
}

/** Where the ring window goes on a screen: to the corner of its platform's notifications, as high as its calls need. */
export function placeRingWindow(callCount: number, workArea: Area, platform: DesktopPlatform): Area {
  const wanted = ringFrameHeight + Math.max(1, callCount) * ringCardHeight;
  return inCorner({ width: ringWidth, height: Math.min(wanted, workArea.height - 2 * margin) }, workArea, platform);
}

/** Where the strip goes on a screen. */
export function placeStrip(workArea: Area, platform: DesktopPlatform): Area {
  return inCorner(stripSize, workArea, platform);
}

function inCorner(size: { width: number; height: number }, area: Area, platform: DesktopPlatform): Area {
  const isLow = platform === 'windows';
  return {
    ...size,
    x: area.x + area.width - size.width - margin,
    y: isLow ? area.y + area.height - size.height - margin : area.y + margin,
  };
}

function isGraspable(window: Area, area: Area): boolean {
  const overlap = (from: number, length: number, areaFrom: number, areaLength: number): number =>
    Math.min(from + length, areaFrom + areaLength) - Math.max(from, areaFrom);
  const titleBar = { ...window, height: graspable.height };
  return (
    overlap(window.x, window.width, area.x, area.width) >= graspable.width &&
    overlap(titleBar.y, titleBar.height, area.y, area.height) >= graspable.height / 2
  );
}

/** Lowest wins where the room is smaller than the smallest window. */
function clamp(value: number, lowest: number, highest: number): number {
  return Math.max(lowest, Math.min(value, highest));
}
