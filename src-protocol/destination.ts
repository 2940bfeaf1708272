/** What can be called: an E.164 number, or an address of the form `user@domain` (PROTOCOL 4). */
export type Destination =
  | { readonly kind: 'number'; readonly number: string }
  | { readonly kind: 'address'; readonly user: string; readonly domain: string };

const numberPattern = /^\+[1-9]\d{1,14}$/u;
const addressPattern = /^([A-Za-z0-9.!#$%&'*+/=?^_`{|}~-]{1,64})@([A-Za-z0-9](?:[A-Za-z0-9.-]*[A-Za-z0-9])?)$/u;
const maxLength = 254;

/** The destination that `text` names, undefined when it names none. */
export function readDestination(text: string): Destination | undefined {
  if (numberPattern.test(text)) return { kind: 'number', number: text };
  const address = text.length <= maxLength ? addressPattern.exec(text) : null;
  const [, user, domain] = address ?? [];
  if (user === undefined || domain === undefined || domain.includes('..')) return undefined;
  return { kind: 'address', user, domain };
}
