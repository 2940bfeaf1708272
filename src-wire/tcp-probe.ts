import { connect } from 'node:net';

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

/** Whether something accepts TCP connections there within a second. */
export function isReachable(address: Address): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = connect({ ...address, timeout: limitMs });
    const answer = (isThere: boolean) => () => {
      resolve(isThere);
      socket.destroy();
    };
    socket.once('connect', answer(true));
    socket.once('timeout', answer(false));
    socket.once('error', answer(false));
  });
}
