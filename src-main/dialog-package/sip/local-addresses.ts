import { createSocket } from 'node:dgram';
import type { Clock } from '../../session/ports.ts';
import { familyOf, isWildcard, plainAddress } from './ip-address.ts';
import { RecentValues } from './recent-values.ts';
import { SipFailure } from './sip-failure.ts';

/** Any port will do: nothing is sent there. */
const discardPort = 9;
/** Look-ups at once; more wait for nobody. */
const mostLookUps = 64;

/** The address of ours from which this machine would send to `address`: the system's own choice of a way. */
function askSystem(address: string): Promise<string> {
  return new Promise((resolve, reject) => {
    const socket = createSocket(familyOf(address) === 6 ? 'udp6' : 'udp4');
    const fail = (cause: unknown): void => {
      socket.close();
      reject(new SipFailure('unreachable', cause));
    };
    socket.once('error', fail);
    socket.connect(discardPort, address, () => {
      socket.off('error', fail);
      const { address: local } = socket.address();
      socket.close();
      resolve(plainAddress(local));
    });
  });
}

/** The addresses of ours from which peers are reached. */
export class LocalAddresses {
  readonly #bound: string;
  readonly #known: RecentValues<string>;
  #lookUps = 0;

  /** `bound` is the address that the sockets are bound to. */
  constructor(clock: Clock, bound: string) {
    this.#bound = bound;
    // The network of a machine changes; what was true half a minute ago is a good guess.
    this.#known = new RecentValues(clock, { most: 1024, keptMs: 30_000 });
  }

  /** The address towards `address` where it needs no look-up. */
  known(address: string): string | undefined {
    return isWildcard(this.#bound) ? this.#known.get(address) : this.#bound;
  }

  /** The address towards `address`. Rejects with a `SipFailure` `unreachable`. */
  async towards(address: string): Promise<string> {
    const known = this.known(address);
    if (known !== undefined) return known;
    if (this.#lookUps >= mostLookUps) throw new SipFailure('unreachable');
    this.#lookUps++;
    try {
      const local = await askSystem(address);
      this.#known.set(address, local);
      return local;
    } finally {
      this.#lookUps--;
    }
  }
}
