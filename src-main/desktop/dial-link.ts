/** The links that Byway opens. */
export const linkSchemes = ['tel', 'callto', 'ripp'] as const;

const link = new RegExp(`^(?:${linkSchemes.join('|')}):`, 'iu');
/** A number as RFC 3966 writes it, or an address as an account has it. */
const number = /^\+?[\d*#,;.() -]{1,64}$/u;
const address = /^[\w.+-]{1,64}@[a-z\d](?:[a-z\d.-]{0,252}[a-z\d])?$/iu;
/** Parameters, a query or a fragment; a `#` among digits is a key of the telephone. */
const afterwards = /(?:[?;/]|#(?![\d*#]*$)).*$/su;
const longest = 512;

/**
 * The text for the dial box in a telephone link, which anybody can write: a number or an address, and nothing else.
 * Undefined where it holds neither.
 */
export function dialTextOf(text: string): string | undefined {
  if (text.length > longest || !link.test(text)) return undefined;
  const bare = text.replace(link, '').replace(/^\/\//u, '').replace(afterwards, '');
  const trimmed = decoded(bare)?.trim() ?? '';
  if (number.test(trimmed)) return /\d/u.test(trimmed) ? trimmed : undefined;
  return address.test(trimmed) ? trimmed : undefined;
}

/** The first telephone link of a command line, wherever Chromium has put it. */
export function linkAmong(args: readonly string[]): string | undefined {
  return args.find((arg) => link.test(arg));
}

function decoded(text: string): string | undefined {
  try {
    return decodeURIComponent(text);
  } catch {
    return undefined;
  }
}
