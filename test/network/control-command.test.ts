import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { createInterface } from 'node:readline';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { runToEnd, type EndedProcess } from '../support/ended-process.ts';
import { startPhoneOf, type PhoneProcess } from '../support/phone-process.ts';
import { ada, ben, startProviderProcess, type ProviderProcess } from '../support/provider-process.ts';

const entry = 'src-main/control.ts';
const echo = '+12025550100';

let provider: ProviderProcess;
const phones: PhoneProcess[] = [];

beforeAll(async () => {
  provider = await startProviderProcess();
  phones.push(await startPhoneOf(ada, provider, 'Laptop'), await startPhoneOf(ada, provider, 'Kitchen phone'));
  phones.push(await startPhoneOf(ben, provider, 'Desk'));
});
afterAll(async () => {
  await Promise.all(phones.map((phone) => phone.stop()));
  await provider.stop();
});

function controlOf(token: string): (...args: string[]) => Promise<EndedProcess> {
  return (...args) =>
    runToEnd(entry, ['--ca', provider.ca, ...args], { BYWAY_PROVIDER: provider.url, BYWAY_TOKEN: token });
}
const adas = controlOf(ada.token);
const bens = controlOf(ben.token);

async function callsOf(control: typeof adas): Promise<readonly Record<string, unknown>[]> {
  const { code, out } = await control('calls', '--json');
  expect(code).toBe(0);
  return JSON.parse(out) as Record<string, unknown>[];
}

describe('byway-ctl', () => {
  test('lists devices with their lines, and none of its own', async () => {
    const { code, out } = await adas('devices', '--json');
    expect(code).toBe(0);
    const devices = JSON.parse(out) as { name: string }[];
    expect(devices.map(({ name }) => name)).toEqual(['Kitchen phone', 'Laptop']);
    expect((await adas('devices')).out).toMatch(/\tLaptop\tByway\t\+14085550110\n/u);
  });

  test('places a call on a device, moves it to another and ends it', async () => {
    const placed = await adas('dial', echo, '--device', 'laptop', '--json');
    const { id } = JSON.parse(placed.out) as { id: string };
    await expect.poll(() => callsOf(adas)).toMatchObject([{ id, state: 'remote', device: 'Laptop', number: echo }]);
    expect(await adas('move', id.slice(0, 6), '--device', 'Kitchen phone')).toMatchObject({ code: 0 });
    expect(await callsOf(adas)).toMatchObject([{ id, device: 'Kitchen phone' }]);
    expect(await adas('end')).toMatchObject({ code: 0 });
    expect(await callsOf(adas)).toEqual([]);
  });

  test('answers a ringing call on a device, or declines it everywhere', async () => {
    await adas('dial', ben.numbers[0] ?? '', '--device', 'laptop');
    expect(await bens('answer', '--device', 'Desk')).toMatchObject({ code: 0 });
    expect(await callsOf(bens)).toMatchObject([{ state: 'remote', device: 'Desk', direction: 'inbound' }]);
    await bens('end');
    await adas('dial', ben.numbers[0] ?? '', '--device', 'laptop');
    expect(await bens('decline')).toMatchObject({ code: 0 });
    expect(await callsOf(adas)).toEqual([]);
  });

  test('watches every change until it is stopped', async () => {
    const child = spawn(
      process.execPath,
      ['--disable-warning=ExperimentalWarning', entry, '--ca', provider.ca, 'watch', '--json'],
      { env: { ...process.env, BYWAY_PROVIDER: provider.url, BYWAY_TOKEN: ada.token } },
    );
    const lines = createInterface({ input: child.stdout })[Symbol.asyncIterator]();
    const next = async (): Promise<Record<string, unknown>> =>
      JSON.parse(String((await lines.next()).value)) as Record<string, unknown>;
    await adas('dial', '+12025550104', '--device', 'laptop');
    expect(await next()).toMatchObject({ state: 'calling' });
    await adas('end');
    let seen = await next();
    while (seen['state'] !== 'ended') seen = await next();
    expect(seen).toMatchObject({ reason: 'cancelled' });
    child.kill('SIGINT');
    expect((await once(child, 'close'))[0]).toBe(0);
  });

  test.each<[string, string[], number, RegExp]>([
    ['a command that there is not', ['frob'], 2, /no command frob/u],
    ['no command', [], 2, /what to do/u],
    ['a missing device', ['dial', echo], 2, /needs --device/u],
    ['an operand too many', ['calls', 'all'], 2, /does not take "all"/u],
    ['a device that there is not', ['dial', echo, '--device', 'attic'], 4, /no device attic/u],
    ['a call that there is not', ['end', 'nothing'], 4, /No call/u],
    ['a line that there is not', ['dial', echo, '--device', 'laptop', '--line', '+1999'], 4, /no line/u],
    ['what is no number', ['dial', 'x', '--device', 'laptop'], 2, /neither a number/u],
    ['a number that nobody has', ['dial', '+12025550199', '--device', 'laptop'], 1, /cannot be reached/u],
    ['a bad token', ['calls', '--token', 'wrong'], 3, /refuses the token/u],
    ['nobody there', ['calls', '--provider', 'localhost:1'], 3, /cannot be found/u],
  ])('says of %s what to do, with its own exit code', async (_what, args, code, sentence) => {
    const ended = await adas(...args);
    expect(ended).toMatchObject({ code, out: '' });
    expect(ended.complaint).toMatch(sentence);
    expect(ended.complaint).not.toMatch(/ {4}at /u);
  });
});
