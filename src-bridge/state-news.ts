import type { PhoneState } from './phone-state.ts';

/** How a window is told of the state: whole at first, and then what is another than it was told before. */
export type StateNews =
  | { readonly state: PhoneState }
  /** Whole members in `changed`; those in `gone` are absent now. */
  | { readonly changed: Partial<PhoneState>; readonly gone: readonly string[] };

/** What to tell of `now` to whom `told` was told; undefined where every member is the same value as before. */
export function newsOf(now: PhoneState, told: PhoneState | undefined): StateNews | undefined {
  if (told === undefined) return { state: now };
  const before: Readonly<Record<string, unknown>> = { ...told };
  const changed = Object.entries(now).filter(([member, value]) => value !== before[member]);
  const gone = Object.keys(told).filter((member) => !Object.hasOwn(now, member));
  return changed.length + gone.length === 0 ? undefined : { changed: Object.fromEntries(changed), gone };
}

/** The state after `news` to whom `told` was told; undefined for a change of a state that is not known. */
export function stateAfter(news: StateNews, told: PhoneState | undefined): PhoneState | undefined {
  if ('state' in news) return news.state;
  if (told === undefined) return undefined;
  const kept = Object.entries(told).filter(([member]) => !news.gone.includes(member));
  return { ...(Object.fromEntries(kept) as unknown as PhoneState), ...news.changed };
}
