import { connect } from 'node:tls';
import type { Address } from './address.ts';
import type { After } from './after.ts';

const limitMs = 1000;

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
