import { describe, expect, it } from 'vitest';
import { formatParty, formatTyped, homeCountry, lineWords } from '../../../../src-renderer/messages/phone-number.ts';

describe('a number on the screen', () => {
  it('is written as people read it', () => {
    expect(formatParty('+14085551002')).toBe('+1 408 555 1002');
    expect(formatParty('+442079460123')).toBe('+44 20 7946 0123');
  });

  it('stays as it is when it is an address or no possible number', () => {
    expect(formatParty('ann@example.com')).toBe('ann@example.com');
    expect(formatParty('+1')).toBe('+1');
    expect(formatParty('anonymous')).toBe('anonymous');
  });

  it('names a line once, also where the provider calls it by its number', () => {
    expect(lineWords({ name: 'Main', number: '+14085550100' })).toBe('Main · +1 408 555 0100');
    expect(lineWords({ name: '+14085550100', number: '+14085550100' })).toBe('+1 408 555 0100');
    expect(lineWords({ name: 'Main' })).toBe('Main');
  });

  it('is formatted while it is typed, in the country of the line', () => {
    expect(formatTyped('4085551002', homeCountry('+14085550100'))).toBe('(408) 555-1002');
    expect(formatTyped('+4420794601', homeCountry('+14085550100'))).toBe('+44 20 7946 01');
    expect(formatTyped('ann@example', homeCountry(undefined))).toBe('ann@example');
  });
});
