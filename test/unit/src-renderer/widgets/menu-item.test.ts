import { describe, expect, test } from 'vitest';
import { menuIndexAfter } from '../../../../src-renderer/widgets/menu-item.ts';

const items = ['Attic', 'Kitchen phone', 'Laptop', 'Kiosk'].map((text) => ({ text }));

describe('a key in a menu', () => {
  test.each([
    ['ArrowDown', 0, 1],
    ['ArrowDown', 3, 0],
    ['ArrowUp', 0, 3],
    ['ArrowDown', -1, 0],
    ['Home', 2, 0],
    ['End', 0, 3],
    ['k', 0, 1],
    ['K', 1, 3],
    ['k', 3, 1],
    ['l', 2, 2],
    ['z', 0, undefined],
    [' ', 0, undefined],
    ['Enter', 0, undefined],
    ['Escape', 0, undefined],
  ])('%s at %i goes to %s', (key, index, next) => {
    expect(menuIndexAfter(key, index, items)).toBe(next);
  });

  test('goes nowhere in an empty menu', () => {
    expect(menuIndexAfter('ArrowDown', -1, [])).toBeUndefined();
  });
});
