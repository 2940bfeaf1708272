import { setTimeout as wait } from 'node:timers/promises';
import type { DialogEntry, DialogTable } from '../src-main/dialog-package/dialog-table.ts';
import { sipLimitsSchema } from '../src-bridge/sip-limits.ts';
import { SipProcessLink } from '../src-main/dialog-package/sip-process-link.ts';
import { forkSipProcess } from '../src-main/node/fork-sip-process.ts';
import { systemClock } from '../src-main/node/system-clock.ts';
import { gatherCrowd } from './crowd-of-watchers.ts';
import { figure, type Figures } from './figures.ts';
import { cpuSeconds, familyOf, memoryMib } from './process-costs.ts';

const subscriptions = 1000;
const calls = 20;
/** Between two calls: a little more than the least time between two NOTIFYs, which would otherwise be measured. */
const intervalMs = 1050;
/** How many calls there are at once. */
const lasting = 3;
const silentLog = { info: () => undefined, warn: () => undefined, error: () => undefined };

/**
 * A call begins each second while a thousand desk phones watch over UDP: from the change until each of them has been
 * told, ms; memory (MiB) and CPU (percent of one core) of the SIP side's process.
 */
export async function dialogLoad(): Promise<Figures> {
  const { promise: listening, resolve: isListening } = Promise.withResolvers<number>();
  const link = new SipProcessLink({
    start: forkSipProcess(new URL('../src-main/sip.ts', import.meta.url)),
    clock: systemClock,
    log: silentLog,
    onMessage: (message) => {
      if (message.kind === 'listening') isListening(message.port);
    },
    onFall: () => {
      throw new Error('the SIP side fell over');
    },
  });
  try {
    link.tell({ kind: 'configure', config });
    link.tell({ kind: 'table', table: tableOf(0) });
    const port = await listening;
    const [, sip = 0] = await familyOf(process.pid);
    const empty = await memoryMib([sip]);
    const crowd = await gatherCrowd(port, subscriptions);
    while (crowd.arrived() < subscriptions) await wait(50);
    const before = { cpu: await cpuSeconds([sip]), notifies: crowd.notifies(), bytes: crowd.bytes() };
    const began = performance.now();
    const latencies: number[] = [];
    for (let call = 1; call <= calls; call++) {
      const changedAt = performance.now();
      link.tell({ kind: 'table', table: tableOf(call) });
      await wait(intervalMs);
      latencies.push(...(crowd.toldAt.get(`call-${call}`) ?? []).map((at) => at - changedAt));
    }
    const seconds = (performance.now() - began) / 1000;
    const full = await memoryMib([sip]);
    crowd.close();
    return {
      notifyMs: figure(latencies),
      toldOfEachCall: figure([latencies.length / calls]),
      notifiesPerSecond: figure([(crowd.notifies() - before.notifies) / seconds]),
      bytesPerNotify: figure([(crowd.bytes() - before.bytes) / (crowd.notifies() - before.notifies)]),
      cpuPercent: figure([(((await cpuSeconds([sip])) - before.cpu) / seconds) * 100]),
      memoryMibWithoutSubscriptions: figure([empty]),
      memoryMib: figure([full]),
    };
  } finally {
    await link.stop();
  }
}

const config = {
  address: '127.0.0.1',
  port: 0,
  trustedAddresses: ['127.0.0.1'],
  trustedCertificates: [],
  trustedKeys: [],
  offeredDigests: ['SHA-256' as const],
  limits: sipLimitsSchema.parse({}),
};

/** The calls that there are when the `newest` has begun; the one before them is over. */
function tableOf(newest: number): DialogTable {
  const from = Math.max(1, newest - lasting);
  const dialogs = Array.from({ length: newest - from + 1 }, (_, index) => dialogOf(newest - index, newest));
  return { lines: [{ id: 'line', users: ['+12025550110', 'alice'] }], here: dialogs, shared: dialogs };
}

function dialogOf(call: number, newest: number): DialogEntry {
  const isOver = newest - call >= lasting;
  return {
    id: `call-${call}`,
    lineId: 'line',
    callId: `call-id-of-${call}`,
    localTag: `local-tag-of-${call}`,
    remoteTag: `remote-tag-of-${call}`,
    direction: 'recipient',
    progress: isOver ? { state: 'terminated', event: 'cancelled', code: 487 } : { state: 'early' },
    startedAt: Date.now(),
    local: { identity: 'sip:+12025550110@provider.example', target: { user: 'alice', instance: 'this-device' } },
    remote: { identity: 'sip:+14085551002@provider.example', target: 'sip:+14085551002@provider.example;gr=far-side' },
    appearance: (call % 9) + 1,
  };
}
