import { ownAddresses, watchNetwork } from './node/network-watch.ts';
import { systemClock } from './node/system-clock.ts';
import { watchForWake } from './node/wake-watch.ts';
import type { RunningPhone } from './session/phone.ts';
import type { Log } from './session/ports.ts';

/**
 * Connects the phone anew at once when this machine has slept or is in another network, so that nobody waits for a
 * connection to be found dead. Returns the way to stop watching.
 */
export function watchSurroundings({ phone, log }: { phone: RunningPhone; log: Log }): () => void {
  const connectAnew = (reason: string) => () => {
    log.info('connecting anew', { reason });
    void phone.networkChanged();
  };
  const stops = [
    watchForWake({ clock: systemClock, onWake: connectAnew('the machine has slept') }),
    watchNetwork({ clock: systemClock, addresses: ownAddresses, onChange: connectAnew('another network') }),
  ];
  return () => {
    for (const stop of stops) stop();
  };
}
