import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { check } from '../../../src-protocol/check.ts';
import { matchesPattern, terminalGroupListSchema, terminalGroupSchema } from '../../../src-protocol/terminal-group.ts';

describe('the description of a terminal group', () => {
  it('is read as the draft writes it', () => {
    const description = {
      outbound: { origins: '+14085551002', destinations: '*' },
      inbound: { destinations: '+14085551002', origins: '*' },
    };
    expect(check(terminalGroupSchema, description)).toEqual({
      ...description,
      'retry-backoff': 2000,
      'media-timeout': 5000,
    });
  });

  it('has defaults for what is absent', () => {
    expect(check(terminalGroupSchema, { outbound: {} })).toEqual({
      outbound: { origins: '*', destinations: '*' },
      'retry-backoff': 2000,
      'media-timeout': 5000,
    });
  });

  it('is read with every member', () => {
    const description = {
      outbound: {
        origins: ['+14085551002', '+1415*'],
        destinations: ['+1*', '*'],
        'max-concurrent-calls': { 'grouped-by': 'origin', maximum: 2 },
      },
      inbound: { origins: ['*'], destinations: ['+14085551002'] },
      'retry-backoff': 500,
      'media-timeout': 8000,
    };
    expect(check(terminalGroupSchema, description)).toEqual(description);
  });

  it.each([
    [{}, 'outbound'],
    [{ outbound: null }, 'outbound'],
    [{ outbound: { origins: 5 } }, 'outbound.origins'],
    [{ outbound: { destinations: ['*', 5] } }, 'outbound.destinations.1'],
    [{ outbound: {}, inbound: true }, 'inbound'],
    [{ outbound: {}, inbound: null }, 'inbound'],
    [{ outbound: { 'max-concurrent-calls': { 'grouped-by': 'tg' } } }, 'outbound.max-concurrent-calls.maximum'],
    [
      { outbound: { 'max-concurrent-calls': { 'grouped-by': 'x', maximum: 1 } } },
      'outbound.max-concurrent-calls.grouped-by',
    ],
    [{ outbound: {}, 'retry-backoff': 0 }, 'retry-backoff'],
    [{ outbound: {}, 'media-timeout': '5000' }, 'media-timeout'],
  ])('that breaks its schema names the member: %j', (value, member) => {
    expect(() => check(terminalGroupSchema, value)).toThrow(expect.objectContaining({ code: 'schema', member }));
  });
});

describe('the list of terminal groups', () => {
  const uri = 'https://example.com/tgs/1';

  it.each([{ tgs: [] }, { tgs: [{ uri }] }, { tgs: [{ uri, name: 'Office', description: 'Desk phone' }, { uri }] }])(
    'is read: %j',
    (list) => {
      expect(check(terminalGroupListSchema, list)).toEqual(list);
    },
  );

  it.each([
    [{}, 'tgs'],
    [{ tgs: [{}] }, 'tgs.0.uri'],
    [{ tgs: [{ uri }, { uri: 'tgs/2' }] }, 'tgs.1.uri'],
    [{ tgs: [{ uri, name: null }] }, 'tgs.0.name'],
    [[], ''],
  ])('that breaks its schema names the member: %j', (value, member) => {
    expect(() => check(terminalGroupListSchema, value)).toThrow(expect.objectContaining({ code: 'schema', member }));
  });
});

describe('a pattern', () => {
  it.each([
    ['*', '+14085551002', true],
    ['*', '', true],
    ['+1408*', '+14085551002', true],
    ['+1408*', '+1408', true],
    ['+1408*', '+1409', false],
    ['+14085551002', '+14085551002', true],
    ['+14085551002', '+140855510021', false],
    ['+1*02', '+1402', false],
    ['+1*02', '+1*02', true],
    [['+1408*', '+1415*'], '+14155550100', true],
    [['+1408*', '+1415*'], '+12125550100', false],
    [[], '+12125550100', false],
    ['', '+12125550100', false],
  ])('%j against %j is %s', (patterns, value, expected) => {
    expect(matchesPattern(patterns, value)).toBe(expected);
  });

  it('with a star at its end matches what begins with the rest', () => {
    fc.assert(
      fc.property(fc.string(), fc.string(), (start, rest) => {
        expect(matchesPattern(`${start}*`, start + rest)).toBe(true);
      }),
    );
  });
});
