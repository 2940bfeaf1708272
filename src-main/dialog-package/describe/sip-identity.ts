import { escapeUser } from '../documents/escape-uri.ts';

/** What a domain may look like in a URI: a name, or an IPv6 address in brackets. */
const domain = /^(?:[a-z0-9](?:[a-z0-9.-]{0,252}[a-z0-9])?|\[[0-9a-f:.]{2,45}\])$/iu;
/** Longer URIs do not fit the table. */
const maxLength = 448;
/** Of whom no URI can be written (RFC 3323, 4.1.1.3). */
const anonymous = 'sip:anonymous@anonymous.invalid';

/** The host of an authority such as `example.com:8443`. */
export function hostOf(authority: string): string {
  return authority.replace(/:\d+$/u, '');
}

/**
 * The URI of who has a number, or an address, at a provider: a number is the provider's, an address is its own domain's.
 */
export function sipIdentity(number: string, providerHost: string): string {
  const at = number.lastIndexOf('@');
  const ofItsOwn = at > 0 ? number.slice(at + 1) : '';
  const uri = domain.test(ofItsOwn)
    ? `sip:${escapeUser(number.slice(0, at))}@${ofItsOwn}`
    : `sip:${escapeUser(number)}@${providerHost}`;
  return number === '' || uri.length > maxLength ? anonymous : uri;
}
