import { networkInterfaces } from 'node:os';
import type { Clock } from '../session/ports.ts';

/** Node tells of no change of network, so it is looked for. Reading the interfaces takes a tenth of a millisecond. */
const lookMs = 1000;

/** The addresses of this machine in a network, as one text. */
export function ownAddresses(): string {
  const found = Object.entries(networkInterfaces()).flatMap(([name, addresses = []]) =>
    addresses.filter(({ internal }) => !internal).map(({ address }) => `${name} ${address}`),
  );
  return found.sort().join(', ');
}

/**
 * Calls `onChange` when the addresses of this machine are others than a moment ago: cable and Wi-Fi, a network that
 * comes or goes. Returns the way to stop watching.
 */
export function watchNetwork(options: { clock: Clock; addresses: () => string; onChange: () => void }): () => void {
  const { clock, addresses, onChange } = options;
  let known = addresses();
  let stop = (): void => undefined;
  const look = (): void => {
    stop = clock.after(lookMs, () => {
      const now = addresses();
      const hasChanged = now !== known;
      known = now;
      if (hasChanged) onChange();
      look();
    });
  };
  look();
  return () => stop();
}
