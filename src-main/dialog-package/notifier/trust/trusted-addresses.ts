import { BlockList, isIP } from 'node:net';

/** The IP addresses and networks from which subscriptions are trusted. */
export class TrustedAddresses {
  readonly #list = new BlockList();

  /** Takes IPv4 and IPv6 addresses, and networks such as `192.168.1.0/24`. What is neither trusts nobody. */
  constructor(addresses: readonly string[]) {
    for (const text of addresses) this.#add(text);
  }

  /** False for a name. */
  has(address: string): boolean {
    const bare = withoutZone(address);
    const family = familyOf(bare);
    return family !== undefined && this.#list.check(bare, family);
  }

  #add(text: string): void {
    const [, address, bits] = /^([^/]+?)(?:\/(\d{1,3}))?$/u.exec(text.trim()) ?? [];
    const bare = withoutZone(address ?? '');
    const family = familyOf(bare);
    if (family === undefined) return;
    if (bits === undefined) return this.#list.addAddress(bare, family);
    if (Number(bits) <= (family === 'ipv4' ? 32 : 128)) this.#list.addSubnet(bare, Number(bits), family);
  }
}

function withoutZone(address: string): string {
  return address.replace(/%.*$/u, '');
}

function familyOf(address: string): 'ipv4' | 'ipv6' | undefined {
  const version = isIP(address);
  return version === 0 ? undefined : version === 4 ? 'ipv4' : 'ipv6';
}
