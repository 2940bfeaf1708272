import { readHostPort } from '../sip/host-port.ts';
import { writeSipUri } from '../sip/sip-uri.ts';

/** Longer URIs do not fit the table. */
const maxLength = 448;
/** Of whom no URI can be written (RFC 3323, 4.1.1.3). */
const anonymous = 'sip:anonymous@anonymous.invalid';

/** The host of an authority such as `example.com:8443`, an IPv6 address without its brackets. */
export function hostOf(authority: string): string {
  return authority.replace(/:\d+$/u, '').replace(/^\[(.*)\]$/u, '$1');
}

/**
 * The URI of who has a number, or an address, at a provider: a number is the provider's, an address is its own domain's.
 */
export function sipIdentity(number: string, providerHost: string): string {
  const at = number.lastIndexOf('@');
  const domain = at > 0 ? domainIn(number.slice(at + 1)) : undefined;
  const user = domain === undefined ? number : number.slice(0, at);
  const uri = writeSipUri({ scheme: 'sip', user, host: domain ?? providerHost, parameters: new Map() });
  return number === '' || uri.length > maxLength ? anonymous : uri;
}

function domainIn(text: string): string | undefined {
  try {
    const { host, port } = readHostPort(text);
    return port === undefined ? host : undefined;
  } catch {
    return undefined;
  }
}
