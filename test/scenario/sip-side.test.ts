import { beforeEach, describe, expect, it } from 'vitest';
import type { FromNotifier, NotifierConfig, ToNotifier } from '../../src-main/dialog-package/process-messages.ts';
import { SipSide } from '../../src-main/dialog-package/sip-side.ts';
import { SipListenError } from '../../src-main/dialog-package/sip/sip-listen-error.ts';
import type { SipStack, SipStackOptions } from '../../src-main/dialog-package/sip/sip-stack.ts';
import { DeskPhone } from '../support/desk-phone.ts';
import { FakeClock, settle } from '../support/fake-clock.ts';
import { createSipNetwork, type SipNetwork } from '../support/memory-sip.ts';
import { notifierConfig, table } from '../support/notifier-world.ts';
import { sampleDialog } from '../support/sample-dialogs.ts';

let clock: FakeClock;
let network: SipNetwork;
let opened: SipStackOptions[];
let closed: number;
/** Addresses at which nothing can be opened. */
let refused: Set<string>;
let told: FromNotifier[];
let isStopped: boolean;
let side: SipSide;
let phone: DeskPhone;

beforeEach(() => {
  clock = new FakeClock();
  network = createSipNetwork(clock);
  [opened, closed, refused, told, isStopped] = [[], 0, new Set(), [], false];
  let tokens = 0;
  side = new SipSide({
    openStack,
    clock,
    random: { token: () => `token${++tokens}`, fraction: () => 0.5 },
    send: (message) => told.push(message),
    onStopped: () => (isStopped = true),
  });
  phone = new DeskPhone(network.endpoint('10.0.0.7', 5060), 'udp', clock);
});

/** A stack in memory; one for all addresses is at 10.0.0.9. */
async function openStack(options: SipStackOptions): Promise<SipStack> {
  if (refused.has(options.address)) throw new SipListenError('address-not-ours', undefined);
  opened.push(options);
  const { address, port } = options.port === 0 ? { address: '10.0.0.9', port: 40_000 } : options;
  const endpoint = network.endpoint(address, port);
  const close = async (): Promise<void> => {
    closed++;
    await endpoint.close();
  };
  return {
    port: endpoint.port,
    onRequest: (handle) => endpoint.onRequest(handle),
    request: (request, destination) => endpoint.request(request, destination),
    localFor: (destination) => endpoint.localFor(destination),
    close,
    load: () => ({ connections: 0, transactions: 0 }),
  };
}

async function tell(...messages: ToNotifier[]): Promise<void> {
  for (const message of messages) side.take(message);
  await settle();
}

const configure = (change: Partial<NotifierConfig> = {}): ToNotifier => ({
  kind: 'configure',
  config: { ...notifierConfig(), ...change },
});
const calls = (...dialogs: Parameters<typeof table>[0]): ToNotifier => ({ kind: 'table', table: table(dialogs) });
const lastOf = (kind: FromNotifier['kind']): FromNotifier | undefined => told.findLast((each) => each.kind === kind);

describe('the SIP side', () => {
  it('answers each message once it has done what it says, also one that is none', async () => {
    await tell(calls(), { kind: 'nonsense' } as never, { kind: 'configure' });
    expect(told.filter(({ kind }) => kind === 'taken')).toHaveLength(3);
    expect(lastOf('off')).toEqual({ kind: 'off' });
    expect(lastOf('log')).toMatchObject({ level: 'error' });
  });

  it('listens where it is told to, shows the calls, and says how many watch', async () => {
    await tell(calls(sampleDialog()), configure());
    expect((await phone.subscribe()).status).toBe(200);
    expect(phone.reports).toHaveLength(1);
    await tell(calls());
    await clock.advance(1000);
    expect(phone.reports).toHaveLength(2);
    expect(lastOf('listening')).toEqual({
      kind: 'listening',
      address: '10.0.0.1',
      port: 5060,
      subscriptions: 1,
    });
  });

  it('keeps its sockets and subscriptions where only trust changes, and puts out who is not trusted any more', async () => {
    await tell(calls(), configure());
    await phone.subscribe();
    await tell(configure({ trustedAddresses: ['10.0.0.0/16'] }));
    expect([opened.length, closed]).toEqual([1, 0]);
    await tell(configure({ trustedAddresses: [] }));
    expect(phone.last.state).toBe('terminated:rejected');
    expect(opened).toHaveLength(1);
  });

  it('moves to another port, and asks who watches to come again', async () => {
    await tell(calls(), configure());
    await phone.subscribe();
    await tell(configure({ port: 5070 }));
    expect(phone.last.state).toBe('terminated:deactivated');
    expect(opened.map(({ port }) => port)).toEqual([5060, 5070]);
    expect(closed).toBe(1);
  });

  it('says why it cannot listen, and listens once it can', async () => {
    refused.add('10.0.0.1');
    await tell(configure());
    expect(lastOf('failed')).toEqual({ kind: 'failed', problem: 'address-not-ours' });
    refused.clear();
    await tell(configure());
    await clock.advance(200);
    expect(lastOf('listening')).toMatchObject({ port: 5060 });
  });

  it('lights lamps from sockets of their own, of IPv4 alone where the machine has no other', async () => {
    refused.add('::');
    await tell({ kind: 'watch', lamps: [{ id: 'b', uri: 'sip:bob@10.0.0.1' }], trustedCertificates: [] });
    expect(opened.map(({ address }) => address)).toEqual(['0.0.0.0']);
    expect(lastOf('log')).toBeUndefined();
    await tell(calls(sampleDialog()), configure());
    await clock.advance(10_000);
    expect(opened).toHaveLength(2);
  });

  it('lights the lamp of a line that it publishes itself', async () => {
    await tell(calls(sampleDialog({ progress: { state: 'confirmed' } })), configure());
    await tell({ kind: 'watch', lamps: [{ id: 'b', uri: 'sip:bob@10.0.0.1' }], trustedCertificates: [] });
    await clock.advance(1000);
    expect(lastOf('lamps')).toMatchObject({ lamps: { b: { kind: 'in-call' } } });
  });

  it('tells whoever else asks the sockets of lamps nothing', async () => {
    await tell({ kind: 'watch', lamps: [{ id: 'b', uri: 'sip:bob@10.0.0.1' }], trustedCertificates: [] });
    const answer = await phone.endpoint.request(phone.request({ uri: 'sip:bob@10.0.0.9' }), {
      transport: 'udp',
      host: '10.0.0.9',
      port: 40_000,
    });
    expect(answer.status).toBe(481);
  });

  it('ends in order: watchers see no calls any more and are asked to come again, and every socket is closed', async () => {
    await tell(calls(sampleDialog()), configure());
    await tell({ kind: 'watch', lamps: [{ id: 'b', uri: 'sip:bob@10.0.0.1' }], trustedCertificates: [] });
    await phone.subscribe();
    await tell({ kind: 'stop' });
    await clock.advance(4000);
    expect(phone.last.state).toBe('terminated:deactivated');
    expect(phone.last.report?.dialogs.filter((dialog) => !dialog.endsWith('terminated'))).toEqual([]);
    expect([isStopped, closed]).toEqual([true, 2]);
    expect([network.pending, clock.pending]).toEqual([0, 0]);
  });
});
