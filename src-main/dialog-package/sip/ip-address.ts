import { isIPv4, isIPv6 } from 'node:net';

/** An address as SIP writes it: an IPv4 one that came over an IPv6 socket without what marks it as such. */
export function plainAddress(address: string): string {
  const mapped = /^::ffff:([0-9.]+)$/iu.exec(address)?.[1];
  return mapped !== undefined && isIPv4(mapped) ? mapped : address;
}

/** An address as a UDP socket of `family` takes it. */
export function socketAddress(address: string, family: 4 | 6): string {
  return family === 6 && isIPv4(address) ? `::ffff:${address}` : address;
}

export function familyOf(address: string): 4 | 6 {
  return isIPv6(address) ? 6 : 4;
}

/** Whether it stands for every address of this machine. */
export function isWildcard(address: string): boolean {
  return address === '0.0.0.0' || address === '::';
}
