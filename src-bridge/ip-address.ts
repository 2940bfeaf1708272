import { z } from 'zod';

const addressSchema = z.union([z.ipv4(), z.ipv6()]);
const networkSchema = z.union([z.cidrv4(), z.cidrv6()]);

/** Whether `text` is an IP address, of version 4 or 6, as it is written in a configuration. */
export function isIpAddress(text: string): boolean {
  return addressSchema.safeParse(text).success;
}

/** Whether `text` is a network of IP addresses, such as `192.168.1.0/24`. */
export function isIpNetwork(text: string): boolean {
  return networkSchema.safeParse(text).success;
}

/** Whether only programs on the same machine reach this IP address. */
export function isLoopback(address: string): boolean {
  return address === '::1' || address.startsWith('127.');
}
