import { createHash, X509Certificate } from 'node:crypto';
import { expect, test } from 'vitest';
import type { Lamp } from '../../src-bridge/contacts.ts';
import { createLamps } from '../../src-main/dialog-package/lamps/lamps.ts';
import { sipLimitsSchema } from '../../src-bridge/sip-limits.ts';
import { createNotifier } from '../../src-main/dialog-package/notifier/notifier.ts';
import { openSipStack } from '../../src-main/dialog-package/sip/sip-stack.ts';
import { systemClock, systemRandom } from '../../src-main/node/system-clock.ts';
import { makeCertificate } from '../support/certificate.ts';
import { until } from '../support/fake-clock.ts';
import { MemoryLog } from '../support/memory-ports.ts';
import { inState, notifierConfig, table } from '../support/notifier-world.ts';

const address = '127.0.0.1';
const key = { name: 'console', password: 'a secret' };

test.each(['udp', 'tcp', 'tls'] as const)('a lamp follows a notifier over %s, with its key', async (transport) => {
  await using open = new AsyncDisposableStack();
  const { cert, key: ownKey } = await makeCertificate();
  const limits = sipLimitsSchema.parse({});
  const parts = { clock: systemClock, random: systemRandom, log: new MemoryLog(), limits, address, port: 0 };
  const tls = { port: 0, certificate: cert, key: ownKey };
  const trustedCertificates = [createHash('sha256').update(new X509Certificate(cert).raw).digest('hex')];
  const theirs = open.adopt(await openSipStack({ ...parts, tls }), (it) => it.close());
  const ours = open.adopt(await openSipStack({ ...parts, tls, trustedCertificates }), (it) => it.close());
  const config = notifierConfig({ trustedAddresses: [], trustedKeys: [key] });
  const notifier = createNotifier({ ...parts, endpoint: theirs, config, onSubscriptions: () => undefined });
  open.defer(() => notifier.stop());
  theirs.onRequest((incoming) => notifier.handle(incoming));
  notifier.show(table([inState('confirmed')]));
  let shown: Lamp | undefined;
  const lamps = createLamps({ ...parts, endpoint: ours, onLamp: (_, lamp) => (shown = lamp) });
  open.defer(() => lamps.stop());
  ours.onRequest((incoming) => void lamps.handle(incoming));

  const port = transport === 'tls' ? theirs.tlsPort : theirs.port;
  lamps.watch([{ id: 'bob', uri: `sip:bob@localhost:${port};transport=${transport}`, key }]);
  await until('the lamp shows the call', () => shown?.kind === 'in-call');
  notifier.show(table([]));
  await until('the lamp shows that it is over', () => shown?.kind === 'idle');
  expect(shown).toEqual({ kind: 'idle' });
});
