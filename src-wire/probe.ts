import { connect } from 'node:tls';
import type { After } from './after.ts';

const limitMs = 1000;

/** Where something listens. */
export interface Address {
  readonly host: string;
  readonly port: number;
}

/** Where the name and the port of an `https` origin lead. */
export function addressOf(origin: string): Address {
  const { hostname, port } = new URL(origin);
  return { host: hostname.replace(/^\[|\]$/gu, ''), port: port === '' ? 443 : Number(port) };
}

/** Whether something speaks TLS there within a second. Who it is, is not looked at: nothing is said to it. */
export function isReachable(address: Address, after: After): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = connect({ ...address, rejectUnauthorized: false });
    const answer = (isThere: boolean) => () => {
      stop();
      resolve(isThere);
      socket.destroy();
    };
    const stop = after(limitMs, answer(false));
    socket.once('secureConnect', answer(true));
    socket.once('error', answer(false));
  });
}
