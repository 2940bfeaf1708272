import { describe, expect, it } from 'vitest';
import { newsOf, stateAfter } from '../../../src-bridge/state-news.ts';
import { sampleCall, samplePhone } from '../../support/sample-states.ts';

const contacts = Array.from({ length: 1000 }, (_, index) => ({
  id: `contact-${index}`,
  name: `Person ${index}`,
  numbers: ['+14085551002', '+442079460123'],
  lamp: { uri: `sip:person-${index}@192.168.1.20` },
}));
const before = samplePhone({ contacts, dialOffer: { id: 'o1', text: '+14085551002' } });

describe('what a window is told of the state', () => {
  it('is all of it at first', () => {
    expect(newsOf(before, undefined)).toEqual({ state: before });
  });

  it('is the members that changed later on, however large the others are', () => {
    const now = { ...before, calls: [sampleCall({ kind: 'active' })] };
    const news = newsOf(now, before)!;
    expect(news).toEqual({ changed: { calls: now.calls }, gone: [] });
    expect(JSON.stringify(news).length).toBeLessThan(1000);
  });

  it('names the members that are absent now', () => {
    const { dialOffer: _taken, ...now } = before;
    expect(newsOf(now, before)).toEqual({ changed: {}, gone: ['dialOffer'] });
  });

  it('is nothing where nothing changed', () => {
    expect(newsOf({ ...before }, before)).toBeUndefined();
  });
});

describe('the state that a window puts together', () => {
  it('is the one that was told, and what did not change is the same value as before', () => {
    const { dialOffer: _taken, ...rest } = before;
    const now = { ...rest, lamps: { 'contact-1': { kind: 'idle' } as const } };
    const crossed = structuredClone(newsOf(now, before)!);
    const after = stateAfter(crossed, before)!;
    expect(after).toEqual(now);
    expect(Object.hasOwn(after, 'dialOffer')).toBe(false);
    expect(after.contacts).toBe(contacts);
  });

  it('begins anew with a whole one', () => {
    expect(stateAfter({ state: samplePhone() }, before)).toEqual(samplePhone());
  });

  it('is not made from a change of a state that it never had', () => {
    expect(stateAfter({ changed: { calls: [] }, gone: [] }, undefined)).toBeUndefined();
  });
});
