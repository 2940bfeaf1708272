import { beforeEach, describe, expect, it } from 'vitest';
import type { PhoneState } from '../../../../src-bridge/phone-state.ts';
import { deskPhonesSettingsSchema, type DeskPhonesSettings } from '../../../../src-bridge/settings.ts';
import { followDeskPhones } from '../../../../src-main/dialog-package/follow-desk-phones.ts';
import type { FromNotifier, ToNotifier } from '../../../../src-main/dialog-package/process-messages.ts';
import { PhoneStore } from '../../../../src-main/session/phone-store.ts';
import { fingerprint } from '../../../../src-main/node/system-clock.ts';
import { FakeClock, settle } from '../../../support/fake-clock.ts';
import { FakeSipProcess } from '../../../support/fake-sip-process.ts';
import { MemoryLog } from '../../../support/memory-ports.ts';
import { sampleCall, samplePhone } from '../../../support/sample-states.ts';

const ben = { id: 'b', name: 'Ben', numbers: [], lamp: { uri: 'sip:ben@192.0.2.7', keyName: 'console' } };
const cleo = { id: 'c', name: 'Cleo', numbers: [] };

let clock: FakeClock;
let log: MemoryLog;
let store: PhoneStore;
let processes: FakeSipProcess[];
let keys: Map<string, string>;
let stop: () => Promise<void>;

beforeEach(() => begin(samplePhone()));

/** Starts with a phone that stands so. */
function begin(state: PhoneState): void {
  clock = new FakeClock();
  log = new MemoryLog();
  store = new PhoneStore(state);
  processes = [];
  keys = new Map([['console', 'secret']]);
  stop = followDeskPhones(
    {
      get state() {
        return store.state;
      },
      subscribe: (listener) => store.subscribe(listener),
      factsOf: (id) => ({
        uri: `https://example.com/calls/${id}`,
        handler: 'https://example.com/h/1',
        ownHandler: 'https://example.com/h/1',
      }),
      readDeskPhoneKey: (name) => Promise.resolve(keys.get(name)),
      tellDeskPhones: (change) => store.update(change),
    },
    {
      start: (listen) => {
        const process = new FakeSipProcess(listen);
        processes.push(process);
        return process;
      },
      certificate: () => Promise.resolve({ certificate: 'certificate', key: 'key' }),
      clock,
      fingerprint,
      log,
    },
  );
}

async function set(deskPhones: Partial<DeskPhonesSettings>, contacts?: PhoneState['contacts']): Promise<void> {
  const { settings } = store.state;
  store.update({
    settings: { ...settings, deskPhones: deskPhonesSettingsSchema.parse({ ...settings.deskPhones, ...deskPhones }) },
    ...(contacts === undefined ? {} : { contacts }),
  });
  await settle();
}

/** What the process has been told of one matter, after it has taken everything. */
function told<K extends ToNotifier['kind']>(kind: K): Extract<ToNotifier, { kind: K }> | undefined {
  const process = processes.at(-1);
  for (let round = 0; round < 10; round++) process?.say({ kind: 'taken' });
  return process?.got.findLast((message) => message.kind === kind) as Extract<ToNotifier, { kind: K }> | undefined;
}

const say = (message: FromNotifier): void => processes.at(-1)?.say(message);
const listening = { kind: 'listening', address: '127.0.0.1', port: 5060, subscriptions: 2 } as const;

describe('the SIP side', () => {
  it('does not run while nobody wants it', async () => {
    await set({});
    expect(processes).toHaveLength(0);
    expect(store.state.deskPhones).toEqual({ kind: 'off' });
  });

  it('is told how to listen, whom to trust with which password, and of the calls', async () => {
    await set({
      isOn: true,
      trustedAddresses: ['10.0.0.0/8'],
      keys: [
        { name: 'console', setAt: 1 },
        { name: 'lost', setAt: 1 },
      ],
    });
    expect(store.state.deskPhones).toEqual({ kind: 'starting' });
    expect(told('configure')?.config).toMatchObject({
      address: '127.0.0.1',
      port: 5060,
      trustedAddresses: ['10.0.0.0/8'],
      trustedKeys: [{ name: 'console', password: 'secret' }],
    });
    expect(told('configure')?.config).not.toHaveProperty('tls');
    store.update({ calls: [sampleCall({ kind: 'ringing', isSilenced: false })] });
    expect(told('table')?.table.here).toMatchObject([{ direction: 'recipient', progress: { state: 'early' } }]);
    say(listening);
    expect(store.state.deskPhones).toEqual({ kind: 'on', address: '127.0.0.1', port: 5060, subscriptions: 2 });
  });

  it('is told nothing from which the URI of a call could be had', async () => {
    await set({ isOn: true });
    store.update({ calls: [sampleCall({ kind: 'active' })] });
    told('table');
    expect(JSON.stringify(processes.at(-1)?.got)).not.toMatch(/calls\/|\/h\/1/u);
  });

  it('is not told of lines before the phone has signed in, so that no desk phone takes it for one without any', async () => {
    begin(samplePhone({ account: { kind: 'signed-out' }, lines: [] }));
    await set({ isOn: true });
    expect(told('table')).toBeUndefined();
    store.update({ account: { kind: 'signing-in', provider: 'example.com', waitsFor: 'provider' } });
    store.update({ account: samplePhone().account });
    expect(told('table')).toBeUndefined();
    store.update({ lines: samplePhone().lines });
    expect(told('table')?.table.lines).toHaveLength(1);
    store.update({ lines: [] });
    expect(told('table')?.table.lines).toHaveLength(1);
    store.update({ account: { kind: 'signed-out' } });
    expect(told('table')?.table.lines).toEqual([]);
  });

  it('serves TLS with the certificate of this device', async () => {
    await set({ isOn: true, usesTls: true, tlsPort: 5061 });
    expect(told('configure')?.config?.tls).toEqual({ port: 5061, certificate: 'certificate', key: 'key' });
  });

  it('hears of a password that was set anew', async () => {
    await set({ isOn: true, keys: [{ name: 'console', setAt: 1 }] });
    keys.set('console', 'other');
    await set({ keys: [{ name: 'console', setAt: 2 }] });
    expect(told('configure')?.config?.trustedKeys).toEqual([{ name: 'console', password: 'other' }]);
  });

  it('is told nothing anew when something else changes', async () => {
    await set({ isOn: true });
    told('table');
    const count = processes[0]?.got.length;
    store.update({ notices: [{ id: 'n', code: 'no-keychain' }] });
    say(listening);
    told('table');
    expect(processes[0]?.got).toHaveLength(count ?? 0);
  });

  it('ends when it is switched off, and its state with it', async () => {
    await set({ isOn: true });
    told('table');
    say(listening);
    await set({ isOn: false });
    expect(processes[0]?.got.at(-1)).toEqual({ kind: 'stop' });
    processes[0]?.exit();
    expect(store.state.deskPhones).toEqual({ kind: 'off' });
  });

  it('says why it cannot listen', async () => {
    await set({ isOn: true });
    say({ kind: 'failed', problem: 'port-in-use' });
    expect(store.state.deskPhones).toEqual({ kind: 'failed', problem: 'port-in-use' });
  });

  it('says that it stopped when it falls, and comes back by itself', async () => {
    await set({ isOn: true });
    say(listening);
    processes[0]?.exit();
    expect(store.state.deskPhones).toEqual({ kind: 'failed', problem: 'stopped' });
    await clock.advance(1000);
    expect(told('configure')?.config?.port).toBe(5060);
    say(listening);
    expect(store.state.deskPhones.kind).toBe('on');
  });

  it('is gone, with every timer, once the phone has stopped', async () => {
    await set({ isOn: true }, [ben]);
    told('table');
    const stopped = stop();
    await settle();
    processes[0]?.exit();
    await stopped;
    expect(clock.pending).toBe(0);
  });
});

describe('the lamps of contacts', () => {
  it('are watched without listening, with the key that the contact names', async () => {
    await set({}, [ben, cleo]);
    expect(told('configure')).toEqual({ kind: 'configure' });
    expect(told('watch')?.lamps).toEqual([
      { id: 'b', uri: 'sip:ben@192.0.2.7', key: { name: 'console', password: 'secret' } },
    ]);
    expect(store.state.deskPhones).toEqual({ kind: 'off' });
    expect(store.state.lamps).toEqual({ b: { kind: 'unknown', reason: 'asking' } });
  });

  it('show what was seen, of contacts that have one, and are asked for again when the process falls', async () => {
    await set({}, [ben, cleo]);
    say({ kind: 'lamps', lamps: { b: { kind: 'in-call', who: '+14085551002' }, c: { kind: 'idle' } } });
    expect(store.state.lamps).toEqual({ b: { kind: 'in-call', who: '+14085551002' } });
    processes[0]?.exit();
    expect(store.state.lamps).toEqual({ b: { kind: 'unknown', reason: 'asking' } });
  });

  it('go with their contact', async () => {
    await set({}, [ben]);
    await set({}, [cleo]);
    expect(store.state.lamps).toEqual({});
  });
});
