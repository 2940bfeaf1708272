import { describe, expect, it } from 'vitest';
import { callDescriptionSchema, callListSchema, placeCallRequestSchema } from '../../../src-protocol/call.ts';
import { check } from '../../../src-protocol/check.ts';

const uri = 'https://example.com/calls/1';
const handler = 'https://example.com/handlers/1';
const event = { event: 'proceeding', direction: 's2c', timestamp: '2026-01-27T10:23:14.120Z', call: uri } as const;
const small = { uri, direction: 'inbound', from: '+14085551002', to: '+14085550100', event, started: event.timestamp };

describe('the description of a call', () => {
  it('has defaults for what is absent', () => {
    expect(check(callDescriptionSchema, small)).toEqual({
      ...small,
      verified: false,
      attached: true,
      reconnecting: false,
      held: false,
    });
  });

  it('is read with every member', () => {
    const description = {
      ...small,
      direction: 'outbound',
      passport: 'a.b.c',
      verified: true,
      handler,
      event: { ...event, event: 'answered', handler },
      attached: false,
      reconnecting: true,
      held: true,
      answered: '2026-01-27T10:23:20.000Z',
      mic: { id: 0, 'param-sets': { opus: 1, sr: 48_000, ptime: 20 } },
    };
    expect(check(callDescriptionSchema, description)).toEqual(description);
  });

  it.each(['proceeding', 'alerting', 'declined', 'failed', 'noanswer', 'end'])('may be in the state %s', (name) => {
    expect(check(callDescriptionSchema, { ...small, event: { event: name } }).event).toEqual({ event: name });
  });

  it('takes a directive for each of several sources', () => {
    const mic = [
      { id: 0, 'param-sets': { opus: 1 } },
      { id: 2, 'param-sets': { PCMU: 1, sr: 8000 } },
    ];
    expect(check(callDescriptionSchema, { ...small, mic }).mic).toEqual(mic);
  });

  it.each([
    [{ uri: undefined }, 'uri'],
    [{ uri: '/calls/1' }, 'uri'],
    [{ direction: 'c2s' }, 'direction'],
    [{ from: undefined }, 'from'],
    [{ to: 14085550100 }, 'to'],
    [{ verified: 'no' }, 'verified'],
    [{ handler: null }, 'handler'],
    [{ event: undefined }, 'event'],
    [{ event: { event: 'hold' } }, 'event.event'],
    [{ event: { event: 'new-state' } }, 'event.event'],
    [{ event: { event: 'answered' } }, 'event.handler'],
    [{ event: { event: 'end', by: 'me' } }, 'event.by'],
    [{ attached: 'no' }, 'attached'],
    [{ reconnecting: 1 }, 'reconnecting'],
    [{ held: null }, 'held'],
    [{ started: 'now' }, 'started'],
    [{ answered: 5 }, 'answered'],
    [{ mic: {} }, 'mic.id'],
    [{ mic: { id: 0, 'param-sets': { CN: 1 } } }, 'mic.param-sets'],
    [{ mic: { id: 0, 'param-sets': { opus: 1, PCMU: 1 } } }, 'mic.param-sets'],
    [{ mic: { id: 0, 'param-sets': { opus: 1, sr: 'x' } } }, 'mic.param-sets.sr'],
  ])('that breaks its schema names the member: %o', (change, member) => {
    const value = { ...small, ...change };
    expect(() => check(callDescriptionSchema, value)).toThrow(expect.objectContaining({ code: 'schema', member }));
  });

  it('is listed by its URI', () => {
    expect(check(callListSchema, { calls: [uri] })).toEqual({ calls: [uri] });
    expect(() => check(callListSchema, { calls: uri })).toThrow(expect.objectContaining({ member: 'calls' }));
  });
});

describe('the request for a call', () => {
  const request = { handler, destination: '+14085550100', passport: 'a.b.c' };

  it.each(['+14085550100', '+14085550100@example.com', 'anna@example.com'])(
    'may name the destination %s',
    (destination) => {
      expect(check(placeCallRequestSchema, { ...request, destination })).toEqual({ ...request, destination });
    },
  );

  it('is taken with any text as its PASSporT, which is judged later', () => {
    for (const passport of ['', 'none', 'x'.repeat(60_000)])
      expect(check(placeCallRequestSchema, { ...request, passport }).passport).toBe(passport);
  });

  it.each([
    [{ handler: undefined }, 'handler'],
    [{ handler: 'me' }, 'handler'],
    [{ destination: undefined }, 'destination'],
    [{ destination: '' }, 'destination'],
    [{ destination: 'anna' }, 'destination'],
    [{ destination: 5 }, 'destination'],
    [{ passport: undefined }, 'passport'],
    [{ passport: null }, 'passport'],
    [{ passport: {} }, 'passport'],
  ])('that breaks its schema names the member: %o', (change, member) => {
    const value = { ...request, ...change };
    expect(() => check(placeCallRequestSchema, value)).toThrow(expect.objectContaining({ code: 'schema', member }));
  });
});
