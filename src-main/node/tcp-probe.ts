import { connect } from 'node:net';

const limitMs = 1000;
const defaultPort = 443;

/** Whether something accepts TCP connections at an origin within a second. */
export function isReachable(origin: string): Promise<boolean> {
  const { hostname, port } = new URL(origin);
  const host = hostname.replace(/^\[|\]$/gu, '');
  return new Promise((resolve) => {
    const socket = connect({ host, port: port === '' ? defaultPort : Number(port), timeout: limitMs });
    const answer = (isThere: boolean) => () => {
      resolve(isThere);
      socket.destroy();
    };
    socket.once('connect', answer(true));
    socket.once('timeout', answer(false));
    socket.once('error', answer(false));
  });
}
