import { beforeEach, describe, expect, it } from 'vitest';
import type { ToNotifier } from '../../../../src-main/dialog-package/process-messages.ts';
import { SipProcessLink } from '../../../../src-main/dialog-package/sip-process-link.ts';
import { FakeClock } from '../../../support/fake-clock.ts';
import { FakeSipProcess } from '../../../support/fake-sip-process.ts';
import { MemoryLog } from '../../../support/memory-ports.ts';

const table = (id: string): ToNotifier & { kind: 'table' } => ({
  kind: 'table',
  table: { lines: [{ id, users: [] }], here: [], shared: [] },
});
const off = { kind: 'configure' } as const;

let clock: FakeClock;
let log: MemoryLog;
let processes: FakeSipProcess[];
let heard: unknown[];
let falls: number;
let link: SipProcessLink;

beforeEach(() => {
  clock = new FakeClock();
  log = new MemoryLog();
  processes = [];
  heard = [];
  falls = 0;
  link = new SipProcessLink({
    start: (listen) => {
      const process = new FakeSipProcess(listen);
      processes.push(process);
      return process;
    },
    clock,
    log,
    onMessage: (message) => heard.push(message),
    onFall: () => falls++,
  });
});

describe('the process of the SIP side', () => {
  it('runs from the first word on, and is not told the same twice', () => {
    expect(processes).toHaveLength(0);
    link.tell(off);
    link.tell(off);
    expect(processes[0]?.got).toEqual([off]);
  });

  it('is told one thing at a time, and of each the latest alone, however slow it is', () => {
    link.tell(off);
    for (const id of ['a', 'b', 'c']) link.tell(table(id));
    expect(processes[0]?.got).toEqual([off]);
    processes[0]?.say({ kind: 'taken' });
    expect(processes[0]?.got).toEqual([off, table('c')]);
    processes[0]?.say({ kind: 'taken' });
    expect(processes[0]?.got).toHaveLength(2);
  });

  it('is heard where its words fit the schema, and its log is written', () => {
    link.tell(off);
    processes[0]?.say({ kind: 'listening', address: '127.0.0.1', port: 5060, subscriptions: 0 });
    processes[0]?.say({ kind: 'listening', address: '127.0.0.1', port: 99_999, subscriptions: 0 });
    processes[0]?.say({ kind: 'log', level: 'warn', message: 'shedding', fields: { dropped: 3 } });
    expect(heard).toEqual([{ kind: 'listening', address: '127.0.0.1', port: 5060, subscriptions: 0 }]);
    expect(log.lines).toContain('warn shedding {"dropped":3}');
  });

  it('is started again when it falls, later each time, and told everything anew', async () => {
    link.tell(off);
    link.tell(table('a'));
    processes[0]?.exit();
    expect([falls, processes.length]).toEqual([1, 1]);
    await clock.advance(1000);
    expect(processes[1]?.got).toEqual([off]);
    processes[1]?.say({ kind: 'taken' });
    expect(processes[1]?.got).toEqual([off, table('a')]);
    processes[1]?.exit();
    await clock.advance(1999);
    expect(processes).toHaveLength(2);
    await clock.advance(1);
    expect(processes).toHaveLength(3);
  });

  it('waits the short time again after it has lasted', async () => {
    link.tell(off);
    processes[0]?.exit();
    await clock.advance(1000);
    processes[1]?.say({ kind: 'taken' });
    await clock.advance(60_000);
    processes[1]?.exit();
    await clock.advance(1000);
    expect(processes).toHaveLength(3);
  });

  it('is ended when it hangs', async () => {
    link.tell(off);
    await clock.advance(30_000);
    expect(processes[0]?.isKilled).toBe(true);
    await clock.advance(1000);
    expect(processes).toHaveLength(2);
  });

  it('ends in order, and is ended when it does not', async () => {
    link.tell(off);
    processes[0]?.say({ kind: 'taken' });
    const stopped = link.stop();
    expect(processes[0]?.got.at(-1)).toEqual({ kind: 'stop' });
    await clock.advance(3000);
    await stopped;
    expect(processes[0]?.isKilled).toBe(true);
    expect(falls).toBe(0);
  });

  it('runs anew where something is to be told while it ends', async () => {
    link.tell(off);
    const stopped = link.stop();
    link.tell(table('a'));
    expect(processes).toHaveLength(1);
    processes[0]?.exit();
    await stopped;
    expect(processes[1]?.got).toEqual([table('a')]);
  });

  it('is not started again once it was to stop, and leaves no timer', async () => {
    link.tell(off);
    processes[0]?.exit();
    await link.stop();
    await link.stop();
    await clock.advance(60_000);
    expect(processes).toHaveLength(1);
  });
});
