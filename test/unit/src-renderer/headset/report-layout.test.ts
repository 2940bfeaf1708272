import { describe, expect, it, test } from 'vitest';
import {
  layoutOf,
  readReport,
  writeLamps,
  type HeadsetLayout,
} from '../../../../src-renderer/headset/report-layout.ts';
import type { Lamp } from '../../../../src-renderer/headset/usages.ts';
import { headsetDescriptors, type HeadsetVendor } from '../../../support/headset-descriptors.ts';
import { readHidDescriptor } from '../../../support/hid-descriptor.ts';

function layout(vendor: HeadsetVendor): HeadsetLayout {
  const found = layoutOf(readHidDescriptor(headsetDescriptors[vendor]));
  if (found === undefined) throw new Error(`${vendor} has no buttons`);
  return found;
}

/** What a report says, a word for each button that is on. */
function read(vendor: HeadsetVendor, reportId: number, ...bytes: number[]): readonly string[] {
  const readings = readReport(layout(vendor), reportId, new DataView(Uint8Array.from(bytes).buffer));
  return [...readings].filter(([, { isOn }]) => isOn).map(([button, { tells }]) => `${button} ${tells}`);
}

/** The reports that light `lit` and nothing else, each as its id and its bytes. */
function lamps(vendor: HeadsetVendor, ...lit: Lamp[]): readonly (readonly number[])[] {
  const wanted = { ring: false, offHook: false, mute: false, hold: false };
  for (const lamp of lit) wanted[lamp] = true;
  return writeLamps(layout(vendor), wanted).map(({ reportId, data }) => [reportId, ...data]);
}

describe('the buttons in a report', () => {
  it.each<[vendor: HeadsetVendor, report: readonly [number, ...number[]], says: readonly string[]]>([
    ['jabra', [2, 0b1, 0], ['hook stands']],
    ['jabra', [2, 0b101, 0], ['hook stands', 'mute pressed']],
    ['jabra', [2, 0b10, 0], ['reject stands']],
    ['jabra', [2, 0b100001, 0], ['hook stands', 'reject pressed']],
    ['jabra', [2, 0b11000, 0], ['flash pressed', 'redial pressed']],
    ['poly', [8, 0b1], ['hook stands']],
    ['poly', [8, 0b110], ['mute pressed', 'flash pressed']],
    ['epos', [1, 0b1], ['hook stands']],
    ['epos', [3, 0b10000], ['mute pressed']],
    ['logitech', [4, 0b1, 0], ['hook stands']],
    ['logitech', [4, 0b1, 1], ['hook stands', 'redial held']],
    ['logitech', [4, 0b0, 2], ['flash held']],
    ['logitech', [4, 0b0, 3], ['drop held']],
    ['logitech', [4, 0b0, 9], []],
    ['yealink', [6, 0b11], ['hook stands', 'mute stands']],
    ['yealink', [6, 0b100], ['redial stands']],
    ['microsoft', [0, 0b11], ['hook pressed', 'mute pressed']],
  ])('of %s, %j, are those that it declares', (vendor, [reportId, ...bytes], says) => {
    expect(read(vendor, reportId, ...bytes)).toEqual(says);
  });

  test('what a report is too short for is not in there, and what it is longer by says nothing', () => {
    expect(read('logitech', 4, 0b1)).toEqual(['hook stands']);
    expect(readReport(layout('logitech'), 4, new DataView(new ArrayBuffer(1))).has('redial')).toBe(false);
    expect(readReport(layout('jabra'), 2, new DataView(new ArrayBuffer(0))).size).toBe(0);
    expect(read('poly', 8, 0b1, 0xff, 0xff)).toEqual(['hook stands']);
  });

  test('reports of other collections and of unknown numbers say nothing', () => {
    expect(read('jabra', 1, 0xff)).toEqual([]);
    expect(read('jabra', 77, 0xff, 0xff)).toEqual([]);
  });

  test('the last usage stands for the fields that follow it, and a range for one field each', () => {
    const ranged = layoutOf(readHidDescriptor('050b 0905 a101 1500 2501 1920 2921 7501 9502 8102 9506 8101 c0'));
    expect([...readReport(ranged!, 0, new DataView(Uint8Array.of(0b10).buffer))]).toEqual([
      ['hook', { isOn: false, tells: 'stands' }],
      ['flash', { isOn: true, tells: 'stands' }],
    ]);
    const repeated = layoutOf(readHidDescriptor('050b 0905 a101 1500 2501 0920 7501 9502 8102 9506 8101 c0'));
    expect(readReport(repeated!, 0, new DataView(Uint8Array.of(0b10).buffer)).get('hook')?.isOn).toBe(true);
  });

  test('a list that is given as a range counts from its logical minimum', () => {
    const list = layoutOf(readHidDescriptor('050b 0905 a101 1501 2505 1920 2924 7508 9501 8100 c0'));
    expect(readReport(list!, 0, new DataView(Uint8Array.of(2).buffer)).get('flash')?.isOn).toBe(true);
    expect(readReport(list!, 0, new DataView(Uint8Array.of(5).buffer)).get('redial')?.isOn).toBe(true);
    expect(readReport(list!, 0, new DataView(Uint8Array.of(0).buffer)).get('hook')?.isOn).toBe(false);
  });
});

describe('the lamps in the reports to a headset', () => {
  it.each<[vendor: HeadsetVendor, lit: readonly Lamp[], reports: readonly (readonly number[])[]]>([
    ['jabra', [], [[2, 0, 0]]],
    ['jabra', ['ring'], [[2, 0b1001000, 0]]],
    ['jabra', ['offHook', 'mute'], [[2, 0b101, 0]]],
    ['jabra', ['hold'], [[2, 0b10000, 0]]],
    [
      'poly',
      ['ring'],
      [
        [9, 0],
        [23, 0],
        [24, 1],
        [32, 0],
      ],
    ],
    [
      'poly',
      ['offHook', 'mute', 'hold'],
      [
        [9, 1],
        [23, 1],
        [24, 0],
        [32, 1],
      ],
    ],
    ['epos', ['ring', 'mute'], [[5, 0b101]]],
    ['logitech', ['offHook', 'ring'], [[4, 0b11]]],
    ['yealink', ['offHook', 'mute'], [[6, 3, 1, 0, 0]]],
    ['yealink', [], [[6, 0, 0, 0, 0]]],
    ['microsoft', ['ring'], [[0, 0b100]]],
  ])('of %s with %j lit are %j', (vendor, lit, reports) => {
    expect(lamps(vendor, ...lit)).toEqual(reports);
  });
});

test('a device without telephony buttons has no layout', () => {
  expect(layoutOf(readHidDescriptor('050c 0901 a101 1500 2501 09e9 7501 9501 8102 9507 8101 c0'))).toBeUndefined();
  expect(layoutOf(readHidDescriptor('050b 0905 a101 0508 0917 1500 2501 7501 9508 9102 c0'))).toBeUndefined();
  expect(layoutOf([{ usagePage: 0x0b }])).toBeUndefined();
  expect(layoutOf([])).toBeUndefined();
});
