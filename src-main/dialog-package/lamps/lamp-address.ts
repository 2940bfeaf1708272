import type { SipDestination } from '../sip/sip-endpoint.ts';
import { readSipUri, writeSipUri } from '../sip/sip-uri.ts';

/** Whose dialogs are asked for, and where. */
export interface LampAddress {
  /** The URI that is subscribed to. */
  readonly uri: string;
  readonly destination: SipDestination;
}

/** Reads the URI of a lamp. Undefined where it is none, or is to be reached in a way that we do not go. */
export function readLampAddress(text: string): LampAddress | undefined {
  try {
    const uri = readSipUri(text.trim());
    const transport = transportOf(uri.scheme, uri.parameters.get('transport'));
    if (transport === undefined) return undefined;
    const port = uri.port ?? (transport === 'tls' ? 5061 : 5060);
    return { uri: writeSipUri(uri), destination: { transport, host: uri.host, port } };
  } catch {
    return undefined;
  }
}

function transportOf(scheme: 'sip' | 'sips', named: string | undefined): SipDestination['transport'] | undefined {
  if (scheme === 'sips') return named === undefined || /^(?:tcp|tls)$/iu.test(named) ? 'tls' : undefined;
  const transport = (named ?? 'udp').toLowerCase();
  return transport === 'udp' || transport === 'tcp' || transport === 'tls' ? transport : undefined;
}

/**
 * Whether a request from `address` can be from `host`, as far as is known without asking for the host's addresses: a
 * host with a name may be at any.
 */
export function canBeAt(host: string, address: string): boolean {
  const isLiteral = host.includes(':') || /^[\d.]+$/u.test(host);
  return !isLiteral || canonical(host) === canonical(address);
}

/** An IP address in its one way of writing. */
function canonical(address: string): string {
  const url = `http://${address.includes(':') ? `[${address}]` : address}`;
  return URL.canParse(url) ? new URL(url).hostname : address;
}
