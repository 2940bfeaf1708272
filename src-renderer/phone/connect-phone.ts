import type { PhoneLink } from './phone-link.ts';
import { createPreloadLink } from './preload-link.ts';
import { SocketLink } from './socket-link.ts';
import { createSteadyTimer } from './steady-timer.ts';
import TimerWorker from './timer-worker.ts?worker';

/** The link to the phone: the preload's in the Electron window, the socket of the browser host everywhere else. */
export function connectPhone(window: Window): PhoneLink {
  if (window.phone !== undefined) return createPreloadLink(window.phone);
  const { protocol, host } = window.location;
  const url = `${protocol === 'https:' ? 'wss:' : 'ws:'}//${host}/bridge`;
  return new SocketLink({
    openSocket: () => new WebSocket(url),
    after: createSteadyTimer(new TimerWorker(), (delayMs, task) => {
      const timer = setTimeout(task, delayMs);
      return () => clearTimeout(timer);
    }),
  });
}
