import { describe, expect, test } from 'vitest';
import type { Handler } from '../../../../src-protocol/handler.ts';
import { badgeOf, deviceList, handlerOf } from '../../../../src-main/session/device-list.ts';

const fingerprint = (text: string): string => `id of ${text}`;
const own = { id: 'id of laptop', name: 'Laptop', picture: 'data:image/svg+xml,x' };

function handler(device: string, changes: Partial<Handler> = {}): Handler {
  const end = { id: 1, 'param-sets': { opus: 1 } };
  const uri = `https://provider.example/${device}/${changes.id ?? '1'}`;
  return { uri, id: '1', nickname: device, 'device-id': device, mic: end, ...changes };
}

describe('the devices of an account', () => {
  test('are one for all lines, this one first, then by name', () => {
    const devices = deviceList(
      [
        { lineId: 'l1', handlers: [handler('kitchen'), handler('laptop', { vendor: 'Byway' }), handler('attic')] },
        { lineId: 'l2', handlers: [handler('laptop', { id: '2' })] },
      ],
      own,
      fingerprint,
    );
    expect(devices).toEqual([
      { ...own, vendor: 'Byway', isThis: true, lineIds: ['l1', 'l2'] },
      { id: 'id of attic', name: 'attic', isThis: false, lineIds: ['l1'] },
      { id: 'id of kitchen', name: 'kitchen', isThis: false, lineIds: ['l1'] },
    ]);
  });

  test.each([
    ['data:image/png;base64,AAAA', true],
    ['data:image/svg+xml,%3Csvg/%3E', true],
    ['https://elsewhere.example/picture.png', false],
    ['data:text/html,hello', false],
    ['javascript:alert(1)', false],
  ])('show the picture %s: %s', (img, isShown) => {
    expect('picture' in badgeOf(handler('kitchen', { img }), fingerprint)).toBe(isShown);
  });

  test('are found by their id on a line, or are not available there', () => {
    const kitchen = handler('kitchen');
    expect(handlerOf('id of kitchen', [kitchen], fingerprint)).toBe(kitchen.uri);
    expect(() => handlerOf('id of attic', [kitchen], fingerprint)).toThrow('device-unavailable');
  });
});
