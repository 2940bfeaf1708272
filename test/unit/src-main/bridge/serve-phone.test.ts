import { expect, test } from 'vitest';
import { commandArguments } from '../../../../src-bridge/phone-api.ts';
import { openPhoneDoor } from '../../../../src-main/bridge/serve-phone.ts';
import { createFakePhone } from '../../../support/fake-phone.ts';
import { MemoryLog } from '../../../support/memory-ports.ts';

test('every command of the phone can be asked for, and what it resolves with comes back', async () => {
  const phone = createFakePhone();
  const door = openPhoneDoor(phone, new MemoryLog());
  const given: Partial<Record<string, unknown[]>> = {
    signIn: ['example.com'],
    placeCall: [{ destination: '+14085550100', lineId: 'l1' }],
    answerOn: ['c1', 'd1'],
    move: ['c1', 'd1'],
    setMuted: ['c1', true],
    setHeld: ['c1', true],
    sendDigits: ['c1', '12#'],
    transfer: ['c1', '+14085550100'],
    transferTo: ['c1', 'c2'],
    removeDevice: ['d1'],
    offerNumber: ['+14085550100'],
    takeOffer: ['o1'],
    changeSettings: [{ doNotDisturb: true }],
    settleUpdate: ['later'],
    ...Object.fromEntries(
      ['answer', 'decline', 'silence', 'cancel', 'end', 'pull', 'dismissCall', 'dismissNotice'].map((name) => [
        name,
        ['c1'],
      ]),
    ),
    saveContact: [{ name: 'Ben', numbers: ['+14085551002'] }],
    removeContact: ['c1'],
    setDeskPhoneKey: ['console', 'secret'],
    removeDeskPhoneKey: ['console'],
  };
  for (const command of Object.keys(commandArguments)) {
    expect(await door.invoke(command, given[command] ?? [])).toEqual({ ok: true, value: undefined });
    expect(phone.commands.at(-1)).toEqual([command, ...(given[command] ?? [])]);
  }
});

test.each(['state', 'subscribe', 'openAudio', 'toString', '__proto__', ''])(
  '%j is no command, whatever the phone has by that name',
  async (command) => {
    const phone = createFakePhone({ audible: ['c1'] });
    const result = await openPhoneDoor(phone, new MemoryLog()).invoke(command, ['c1']);
    expect(result).toMatchObject({ ok: false, failure: { code: 'bad-command' } });
    expect(phone.ports).toEqual([]);
  },
);

test('a defect comes back as internal without a word of what it was, and is logged', async () => {
  const phone = createFakePhone();
  const log = new MemoryLog();
  phone.on('retryNow', () => Promise.reject(new TypeError('secret of the machine')));
  const result = await openPhoneDoor(phone, log).invoke('retryNow', []);
  expect(result).toEqual({ ok: false, failure: { code: 'internal' } });
  expect(log.lines).toEqual([expect.stringContaining('"code":"internal"')]);
});
