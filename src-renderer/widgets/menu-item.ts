/** An entry of a menu. */
export interface MenuItem {
  readonly id: string;
  readonly text: string;
  /** Smaller, behind the text. */
  readonly note?: string;
  /** The URL of an image before the text. */
  readonly picture?: string;
}

/** The index that `key` goes to in a menu of `count` entries from the one at `index`; undefined for other keys. */
export function menuIndexAfter(
  key: string,
  index: number,
  items: readonly Pick<MenuItem, 'text'>[],
): number | undefined {
  const count = items.length;
  if (count === 0) return undefined;
  switch (key) {
    case 'ArrowDown':
      return (index + 1) % count;
    case 'ArrowUp':
      return (index + count - 1) % count;
    case 'Home':
      return 0;
    case 'End':
      return count - 1;
    default:
      return startingWith(key, index, items);
  }
}

/** The next entry after `index` that begins with a letter that was typed. */
function startingWith(key: string, index: number, items: readonly Pick<MenuItem, 'text'>[]): number | undefined {
  if (key.length !== 1 || key === ' ') return undefined;
  const letter = key.toLowerCase();
  const order = items.map((_, offset) => (index + 1 + offset) % items.length);
  return order.find((candidate) => items[candidate]?.text.toLowerCase().startsWith(letter));
}
