import type { Line } from '../../../src-bridge/phone-state.ts';
import type { DeskPhonesSettings } from '../../../src-bridge/settings.ts';

const maxLines = 64;
const maxUserLength = 128;
const maxUsers = 8;

/** A line as SIP names it. */
export interface SipLine extends Line {
  /** The user parts that mean it. */
  readonly users: readonly string[];
  /** The user part of our contact for it, one of `users`. */
  readonly contactUser: string;
}

/**
 * The lines with the user parts that mean them: those that were configured, and the number with and without its `+`. A
 * line that has none of these is known by its name, or its id. A user means one line: the first that has it as number,
 * or else the first that is configured so.
 */
export function sipLines(lines: readonly Line[], configured: DeskPhonesSettings['users']): readonly SipLine[] {
  const taken = new Set<string>();
  const take = (users: readonly string[]): readonly string[] =>
    users.filter((user) => user !== '' && user.length <= maxUserLength && !taken.has(user) && taken.add(user));
  const numbered = lines.slice(0, maxLines).map((line) => ({ line, numbers: take(numbersOf(line)) }));
  const named = numbered.map(({ line, numbers }) => ({ line, numbers, names: take(namesOf(line, configured)) }));
  return named.map(({ line, numbers, names }) => {
    const contactUser = names[0] ?? numbers[0] ?? take([line.name])[0] ?? line.id;
    return { ...line, contactUser, users: [...new Set([contactUser, ...numbers, ...names])].slice(0, maxUsers) };
  });
}

function numbersOf({ number }: Line): readonly string[] {
  return number === undefined ? [] : [...new Set([number, number.replace(/^\+/u, '')])];
}

function namesOf({ number, name }: Line, configured: DeskPhonesSettings['users']): readonly string[] {
  return configured.filter(({ line }) => line === (number ?? name)).map(({ user }) => user);
}
