/** `text` in small letters without accents, as names are compared. */
export function foldName(text: string): string {
  return text.normalize('NFD').replaceAll(/\p{M}/gu, '').toLowerCase();
}

/** How well a name fits what was typed (`folded`): 0 where it begins so, 1 where another word of it does, 2 where it has it; undefined where it has not. */
export function nameRank(name: string, folded: string): 0 | 1 | 2 | undefined {
  const own = foldName(name);
  const at = own.indexOf(folded);
  if (at <= 0) return at === 0 ? 0 : undefined;
  return new RegExp(`[\\s'-]${escaped(folded)}`, 'u').test(own) ? 1 : 2;
}

function escaped(text: string): string {
  return text.replaceAll(/[.*+?^${}()|[\]\\/-]/gu, '\\$&');
}
