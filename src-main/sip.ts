import { SipSide } from './dialog-package/sip-side.ts';
import { openSipStack } from './dialog-package/sip/sip-stack.ts';
import { systemClock, systemRandom } from './node/system-clock.ts';

/** What Electron gives a utility process in place of the channel of a child of Node. */
interface ParentPort {
  on(event: 'message', listener: (event: { readonly data: unknown }) => void): void;
  postMessage(message: unknown): void;
}

// The process of the SIP side: it hears from the phone, and ends when the phone says so or is gone.
const { parentPort } = process as unknown as { readonly parentPort?: ParentPort };
const side = new SipSide({
  openStack: openSipStack,
  clock: systemClock,
  random: systemRandom,
  send: (message) => (parentPort === undefined ? void process.send?.(message) : parentPort.postMessage(message)),
  onStopped: () => process.exit(),
});
// Ctrl-C reaches this process too; the phone, which it is meant for, says how to end.
process.on('SIGINT', () => undefined);
if (parentPort === undefined) {
  process.on('message', (message) => side.take(message));
  process.on('disconnect', () => side.take({ kind: 'stop' }));
} else {
  parentPort.on('message', ({ data }) => side.take(data));
}
