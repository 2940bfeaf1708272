/** Where something listens. */
export interface Address {
  readonly host: string;
  readonly port: number;
}

/** Where the name and the port of an `https` origin lead. */
export function addressOf(origin: string): Address {
  const { hostname, port } = new URL(origin);
  return { host: bareHost(hostname), port: port === '' ? 443 : Number(port) };
}

/** The host of a URL as a name or an address, without the brackets of IPv6. */
export function bareHost(hostname: string): string {
  return hostname.replace(/^\[(.*)\]$/u, '$1');
}
