import type { DeskPhonesSettings } from '../../src-bridge/settings.ts';
import { DialogDescriber } from '../../src-main/dialog-package/describe/describe-dialogs.ts';
import { createNotifier } from '../../src-main/dialog-package/notifier/notifier.ts';
import { notifierLimitsSchema } from '../../src-main/dialog-package/notifier-limits.ts';
import type { HostPort } from '../../src-main/dialog-package/sip/host-port.ts';
import { openSipStack } from '../../src-main/dialog-package/sip/sip-stack.ts';
import { fingerprint, systemClock, systemRandom } from '../../src-main/node/system-clock.ts';
import type { RunningPhone } from '../../src-main/session/phone.ts';
import { MemoryLog } from '../../test/support/memory-ports.ts';

/** Publishes the calls of a phone on a free port of this machine, to whoever is on this machine. */
export async function publishCalls(
  phone: RunningPhone,
  users: DeskPhonesSettings['users'],
): Promise<{ readonly place: HostPort; stop(): Promise<void> }> {
  const address = '127.0.0.1';
  const limits = notifierLimitsSchema.parse({});
  const parts = { clock: systemClock, random: systemRandom, log: new MemoryLog(), limits };
  const stack = await openSipStack({ ...parts, address, port: 0 });
  const notifier = createNotifier({
    ...parts,
    endpoint: stack,
    config: {
      address,
      port: stack.port,
      trustedAddresses: [address],
      trustedCertificates: [],
      trustedKeys: [],
      limits,
    },
    onSubscriptions: () => undefined,
  });
  stack.onRequest((incoming) => notifier.handle(incoming));
  const describer = new DialogDescriber({ clock: systemClock, fingerprint });
  const unsubscribe = phone.subscribe((state) =>
    notifier.show(describer.describe(state, (id) => phone.factsOf(id), users)),
  );
  return {
    place: { host: address, port: stack.port },
    async stop() {
      unsubscribe();
      await notifier.stop();
      await stack.close();
    },
  };
}
