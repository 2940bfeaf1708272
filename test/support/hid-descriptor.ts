import type { HidCollection, HidReport, HidReportItem } from '../../src-renderer/headset/web-hid.ts';

interface Globals {
  readonly page: number;
  readonly logicalMinimum: number;
  readonly reportSize: number;
  readonly reportCount: number;
  readonly reportId: number;
}

type Direction = 'inputReports' | 'outputReports';
/** A collection while it is read: its reports by direction and id. */
interface Open {
  readonly usagePage: number;
  readonly isTopLevel: boolean;
  readonly reports: Record<Direction, Map<number, HidReportItem[]>>;
}

/**
 * The collections that Chromium makes of a report descriptor (HID 6.2.2), given as hexadecimal bytes: only the
 * top-level ones, whose reports hold what the collections within them declare.
 */
export function readHidDescriptor(hex: string): readonly HidCollection[] {
  const bytes = Buffer.from(hex.replaceAll(/\s/gu, ''), 'hex');
  const done: Open[] = [];
  const open: Open[] = [];
  let globals: Globals = { page: 0, logicalMinimum: 0, reportSize: 0, reportCount: 0, reportId: 0 };
  let usages: number[] = [];
  let range: { minimum?: number; maximum?: number } = {};

  const add = (direction: Direction, flags: number): void => {
    const item = itemOf(globals, usages, range, flags);
    for (const { reports } of open) {
      const items = reports[direction].get(globals.reportId) ?? [];
      reports[direction].set(globals.reportId, [...items, item]);
    }
  };
  const usage = (value: number, size: number): number => (size === 4 ? value : globals.page * 0x10000 + value);

  for (let at = 0; at < bytes.length;) {
    const prefix = bytes[at] ?? 0;
    const size = [0, 1, 2, 4][prefix & 3] ?? 0;
    const value = size === 0 ? 0 : bytes.readUIntLE(at + 1, size);
    at += 1 + size;
    const tag = prefix & 0xfc;
    if (tag === 0x04) globals = { ...globals, page: value };
    else if (tag === 0x14) globals = { ...globals, logicalMinimum: value };
    else if (tag === 0x74) globals = { ...globals, reportSize: value };
    else if (tag === 0x94) globals = { ...globals, reportCount: value };
    else if (tag === 0x84) globals = { ...globals, reportId: value };
    else if (tag === 0x08) usages.push(usage(value, size));
    else if (tag === 0x18) range.minimum = usage(value, size);
    else if (tag === 0x28) range.maximum = usage(value, size);
    else if (tag === 0xa0) {
      const reports = { inputReports: new Map(), outputReports: new Map() };
      const collection = { usagePage: (usages.at(-1) ?? 0) >>> 16, isTopLevel: open.length === 0, reports };
      open.push(collection);
      if (collection.isTopLevel) done.push(collection);
    } else if (tag === 0xc0) open.pop();
    else if (tag === 0x80) add('inputReports', value);
    else if (tag === 0x90) add('outputReports', value);
    // A main item uses up what was said of usages.
    if ((prefix & 0x0c) === 0) [usages, range] = [[], {}];
  }
  return done.map(({ usagePage, reports }) => ({
    usagePage,
    inputReports: listed(reports.inputReports),
    outputReports: listed(reports.outputReports),
  }));
}

function itemOf(
  { logicalMinimum, reportSize, reportCount }: Globals,
  usages: readonly number[],
  { minimum, maximum }: { minimum?: number; maximum?: number },
  flags: number,
): HidReportItem {
  const isRange = minimum !== undefined && maximum !== undefined;
  return {
    isAbsolute: (flags & 4) === 0,
    isArray: (flags & 2) === 0,
    isRange,
    logicalMinimum,
    reportSize,
    reportCount,
    ...(isRange ? { usageMinimum: minimum, usageMaximum: maximum } : { usages: [...usages] }),
  };
}

function listed(reports: ReadonlyMap<number, readonly HidReportItem[]>): readonly HidReport[] {
  return [...reports].map(([reportId, items]) => ({ reportId, items }));
}
