import { buttonOf, lampOf, telephonyPage, type Button, type Lamp, type Lamps } from './usages.ts';
import type { HidCollection, HidReport, HidReportItem } from './web-hid.ts';

/** Where the buttons and lamps of a headset stand in its reports, by report id. */
export interface HeadsetLayout {
  readonly inputs: ReadonlyMap<number, readonly Field<Button>[]>;
  readonly outputs: ReadonlyMap<number, OutputReport>;
}

/** A run of bits that stands for one usage, or, as `list`, for whichever of its usages is named there. */
export type Field<Meaning> =
  | {
      readonly kind: 'bits';
      readonly at: number;
      readonly size: number;
      readonly means: Meaning;
      readonly tells: Tells;
    }
  | {
      readonly kind: 'list';
      readonly at: number;
      readonly size: number;
      /** What each number stands for. */
      readonly means: ReadonlyMap<number, Meaning>;
      readonly tells: Tells;
    };

/**
 * What a field tells of its button: how it `stands` (absolute), that it is `held` down (one of a list), or that it was
 * `pressed`, once in each report that says so (relative).
 */
export type Tells = 'stands' | 'held' | 'pressed';

interface OutputReport {
  readonly byteLength: number;
  readonly fields: readonly Field<Lamp>[];
}

/** What a report says of a button. */
export interface Reading {
  readonly isOn: boolean;
  readonly tells: Tells;
}

/** A report for `sendReport`, without its id. */
export interface LampReport {
  readonly reportId: number;
  readonly data: Uint8Array<ArrayBuffer>;
  /** The lamps that it sets. */
  readonly shows: ReadonlySet<Lamp>;
}

/** The layout of the telephony collections among the collections of a device; undefined where they have no button. */
export function layoutOf(collections: readonly HidCollection[]): HeadsetLayout | undefined {
  const telephony = collections.filter(({ usagePage }) => usagePage === telephonyPage);
  const inputs = byReport(
    telephony.flatMap(({ inputReports = [] }) => inputReports),
    buttonOf,
  );
  const outputs = byReport(
    telephony.flatMap(({ outputReports = [] }) => outputReports),
    lampOf,
  );
  if (inputs.size === 0) return undefined;
  return { inputs: new Map([...inputs].map(([id, { fields }]) => [id, fields])), outputs };
}

/** What a report, given without its id, says of each button in it. What a report that is too short leaves out is not in there. */
export function readReport(layout: HeadsetLayout, reportId: number, data: DataView): ReadonlyMap<Button, Reading> {
  const readings = new Map<Button, Reading>();
  const note = (button: Button, isOn: boolean, tells: Tells): void => {
    // Two usages may mean the same: one that is on decides.
    if (readings.get(button)?.isOn !== true) readings.set(button, { isOn, tells });
  };
  for (const field of layout.inputs.get(reportId) ?? []) {
    if (field.at + field.size > data.byteLength * 8) continue;
    const value = readBits(data, field.at, field.size);
    if (field.kind === 'bits') note(field.means, value !== 0, field.tells);
    else for (const [number, button] of field.means) note(button, number === value, field.tells);
  }
  return readings;
}

/** The output reports that show `lamps`, each of its declared length; what else stands in them is zero. */
export function writeLamps(layout: HeadsetLayout, lamps: Lamps): readonly LampReport[] {
  return [...layout.outputs].map(([reportId, { byteLength, fields }]) => {
    const data = new Uint8Array(byteLength);
    const listed = new Set<Lamp>();
    for (const field of fields) writeBits(data, field.at, field.size, valueOf(field, lamps, listed));
    return { reportId, data, shows: new Set(fields.flatMap(lampsOf)) };
  });
}

/** The value of a field; a list names one lit lamp in each of its places. */
function valueOf(field: Field<Lamp>, lamps: Lamps, listed: Set<Lamp>): number {
  if (field.kind === 'bits') return lamps[field.means] ? 1 : 0;
  const [number = 0, lamp] = [...field.means].find(([, lamp]) => lamps[lamp] && !listed.has(lamp)) ?? [];
  if (lamp !== undefined) listed.add(lamp);
  return number;
}

function lampsOf(field: Field<Lamp>): readonly Lamp[] {
  return field.kind === 'bits' ? [field.means] : [...field.means.values()];
}

function byReport<Meaning>(
  reports: readonly HidReport[],
  meanings: ReadonlyMap<number, Meaning>,
): Map<number, { readonly byteLength: number; readonly fields: readonly Field<Meaning>[] }> {
  const found = new Map<number, { byteLength: number; fields: readonly Field<Meaning>[] }>();
  for (const { reportId = 0, items = [] } of reports) {
    const { fields, bits } = fieldsOf(items, meanings);
    if (fields.length > 0) found.set(reportId, { byteLength: Math.ceil(bits / 8), fields });
  }
  return found;
}

/** The fields with a meaning. Whether an item is called constant says nothing: some vendors mark their buttons so. */
function fieldsOf<Meaning>(
  items: readonly HidReportItem[],
  meanings: ReadonlyMap<number, Meaning>,
): { readonly fields: readonly Field<Meaning>[]; readonly bits: number } {
  const fields: Field<Meaning>[] = [];
  let at = 0;
  for (const item of items) {
    const { reportSize: size = 0, reportCount: count = 0 } = item;
    for (let place = 0; place < count && size > 0; place += 1, at += size) {
      if (item.isArray === true) {
        const means = listMeanings(item, meanings);
        if (means.size > 0) fields.push({ kind: 'list', at, size, means, tells: 'held' });
      } else {
        const means = meanings.get(usageAt(item, place) ?? 0);
        if (means !== undefined)
          fields.push({ kind: 'bits', at, size, means, tells: item.isAbsolute === false ? 'pressed' : 'stands' });
      }
    }
  }
  return { fields, bits: at };
}

/** The usage of a field of its own; the last usage stands for all that follow (HID 6.2.2.8). */
function usageAt(item: HidReportItem, place: number): number | undefined {
  if (item.isRange !== true) return item.usages?.[place] ?? item.usages?.at(-1);
  return Math.min((item.usageMinimum ?? 0) + place, item.usageMaximum ?? 0);
}

/** What each number of a list stands for: the first usage has the logical minimum (HID 6.2.2.5). */
function listMeanings<Meaning>(
  item: HidReportItem,
  meanings: ReadonlyMap<number, Meaning>,
): ReadonlyMap<number, Meaning> {
  const { logicalMinimum = 0, usageMinimum = 0, usageMaximum = -1, usages = [] } = item;
  const numbers = new Map<number, Meaning>();
  for (const [usage, means] of meanings) {
    const index = item.isRange === true ? usage - usageMinimum : usages.indexOf(usage);
    const isListed = item.isRange === true ? usage >= usageMinimum && usage <= usageMaximum : index >= 0;
    if (isListed) numbers.set(logicalMinimum + index, means);
  }
  return numbers;
}

/** Bits of a report, the least significant first (HID 8.4). */
function readBits(data: DataView, at: number, size: number): number {
  let value = 0;
  for (let bit = 0; bit < size; bit += 1) {
    const isSet = ((data.getUint8((at + bit) >> 3) >> ((at + bit) & 7)) & 1) === 1;
    if (isSet) value += 2 ** bit;
  }
  return value;
}

function writeBits(data: Uint8Array, at: number, size: number, value: number): void {
  for (let bit = 0; bit < size; bit += 1) {
    const isSet = Math.floor(value / 2 ** bit) % 2 === 1;
    const index = (at + bit) >> 3;
    if (isSet) data[index] = (data[index] ?? 0) | (1 << ((at + bit) & 7));
  }
}
