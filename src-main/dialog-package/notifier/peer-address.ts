import { readNameAddress } from '../sip/name-address.ts';
import type { SipDestination, SipSource, SipTransport } from '../sip/sip-endpoint.ts';
import { headersOf } from '../sip/sip-headers.ts';
import type { SipRequest, SipUri } from '../sip/sip-message.ts';
import { readSipUri } from '../sip/sip-uri.ts';
import { Refusal } from './refusal.ts';

/** Where a subscriber wants its NOTIFYs. */
export interface PeerAddress {
  /** Its Contact, as a Request-URI. */
  readonly uri: string;
  /** The values of Route, by which the NOTIFYs get there. */
  readonly routes: readonly string[];
}

/** Every NOTIFY carries them. */
const mostRoutes = 16;

/**
 * Reads the Contact and the route set of a SUBSCRIBE. Undefined without a Contact. Throws a `Refusal` 400 and a
 * `SipSyntaxError`.
 */
export function readPeerAddress(request: SipRequest): PeerAddress | undefined {
  const [contact, ...others] = headersOf(request, 'Contact');
  const routes = headersOf(request, 'Record-Route');
  if (others.length > 0 || routes.length > mostRoutes) throw new Refusal(400);
  if (contact === undefined) return undefined;
  const { uri } = readNameAddress(contact);
  readSipUri(uri);
  // Headers in a URI are no part of a Request-URI (RFC 3261, 19.1.1).
  return { uri: uri.replace(/\?[^@]*$/u, ''), routes };
}

/** The Request-URI and the values of Route that lead to a peer, a strict router in between or not (RFC 3261, 12.2.1.1). */
export function pathTo({ uri, routes }: PeerAddress): PeerAddress {
  const [first, ...rest] = routes;
  if (first === undefined) return { uri, routes };
  const router = readNameAddress(first).uri;
  if (readSipUri(router).parameters.has('lr')) return { uri, routes };
  return { uri: router, routes: [...rest, `<${uri}>`] };
}

/**
 * Where NOTIFYs to a peer go first; on a connection that `source` came by where they go that way. Throws a `Refusal` 400
 * for a transport that we do not have, and a `SipSyntaxError`.
 */
export function nextHop({ uri, routes }: PeerAddress, source: SipSource): SipDestination {
  const next = readSipUri(routes[0] === undefined ? uri : readNameAddress(routes[0]).uri);
  const transport = transportOf(next);
  const { host, port = transport === 'tls' ? 5061 : 5060 } = next;
  return { transport, host, port, ...(transport === source.transport && transport !== 'udp' && { source }) };
}

function transportOf({ scheme, parameters }: SipUri): SipTransport {
  if (scheme === 'sips') return 'tls';
  const named = (parameters.get('transport') ?? 'udp').toLowerCase();
  if (named === 'udp' || named === 'tcp' || named === 'tls') return named;
  throw new Refusal(400);
}
