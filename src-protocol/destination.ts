/** What may be called (PROTOCOL 4): an E.164 number with its `+`, or an address, its domain in lower case. */
export type Destination =
  | { readonly kind: 'number'; readonly number: string }
  | { readonly kind: 'address'; readonly user: string; readonly domain: string };

const numberPattern = /^\+[1-9]\d{1,14}$/u;
const userPattern = /^[\w!#$%&'*+/=?^`{|}~-]+(?:\.[\w!#$%&'*+/=?^`{|}~-]+)*$/u;
const domainPattern = /^[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?(?:\.[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?)*$/iu;
const maxUserLength = 64;
const maxLength = 254;

/** An E.164 number, `number@domain` or an e-mail address. Undefined for any other text. */
export function readDestination(text: string): Destination | undefined {
  if (numberPattern.test(text)) return { kind: 'number', number: text };
  const at = text.lastIndexOf('@');
  if (at < 1 || at > maxUserLength || text.length > maxLength) return undefined;
  const user = text.slice(0, at);
  const domain = text.slice(at + 1);
  if (!userPattern.test(user) || !domainPattern.test(domain)) return undefined;
  return { kind: 'address', user, domain: domain.toLowerCase() };
}
