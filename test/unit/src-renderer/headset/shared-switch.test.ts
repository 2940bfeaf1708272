import { expect, test } from 'vitest';
import { SharedSwitch } from '../../../../src-renderer/headset/shared-switch.ts';

test('what the headset says after the phone has set it is an echo, however late', () => {
  const hook = new SharedSwitch();
  hook.write(true);
  expect(hook.report(true, false)).toBe('nothing');
  expect(hook.report(true, true)).toBe('nothing');
  expect(hook.report(false, false)).toBe('moved');
  hook.write(false);
  expect(hook.report(false, false)).toBe('nothing');
});

test('a headset that does not echo still reports that a hand moved the switch', () => {
  const hook = new SharedSwitch();
  hook.write(true);
  expect(hook.report(false, false)).toBe('moved');
  expect(hook.agreed).toBe(false);
});

test('a report about another button that says how the switch always stood moves nothing', () => {
  const hook = new SharedSwitch();
  hook.write(true);
  expect(hook.report(false, true)).toBe('nothing');
  expect(hook.agreed).toBe(true);
});

test('a switch that does not follow the phone is moved when it comes to where the phone has it', () => {
  const hook = new SharedSwitch();
  hook.write(true);
  hook.report(false, true);
  expect(hook.report(true, false)).toBe('moved');
});
