import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { check } from '../../../src-protocol/check.ts';
import { readDestination } from '../../../src-protocol/destination.ts';
import {
  addressMatches,
  addressOf,
  makeClaims,
  partyClaim,
  passportClaimsSchema,
  passportHeaderSchema,
} from '../../../src-protocol/passport-claims.ts';

const number = fc.integer({ min: 10, max: 999_999_999 }).map((digits) => `+${digits}`);
const address = fc.emailAddress().filter((text) => readDestination(text) !== undefined);
const party = fc.oneof(number, address);

describe('the claims of a PASSporT', () => {
  it('name a number by its digits and an address as a SIP URI', () => {
    expect(partyClaim('+14085550100')).toEqual({ tn: '14085550100' });
    expect(partyClaim('anna@example.com')).toEqual({ uri: 'sip:anna@example.com' });
    expect(partyClaim('+14085550100@example.com')).toEqual({ uri: 'sip:+14085550100@example.com' });
  });

  it('percent-encode what may not stand in a SIP URI', () => {
    expect(partyClaim('a#b{c}@example.com')).toEqual({ uri: 'sip:a%23b%7Bc%7D@example.com' });
    expect(addressOf({ uri: 'sip:a%23b%7Bc%7D@example.com' })).toBe('a#b{c}@example.com');
    expect(addressOf({ uri: 'sip:a%zz@example.com' })).toBe('a%zz@example.com');
  });

  it('are made as RFC 8225 has them, the destination a list', () => {
    const call = { from: '+14085551002', to: '+14085550100', iat: 1_769_509_394 };
    expect(makeClaims(call)).toEqual({
      orig: { tn: '14085551002' },
      dest: { tn: ['14085550100'] },
      iat: 1_769_509_394,
    });
    expect(makeClaims({ ...call, to: 'anna@example.com' }).dest).toEqual({ uri: ['sip:anna@example.com'] });
  });

  it('fit their schema and name whom they were made for', () => {
    fc.assert(
      fc.property(party, party, fc.nat(), (from, to, iat) => {
        const claims = check(passportClaimsSchema, makeClaims({ from, to, iat }));
        expect(claims).toEqual(makeClaims({ from, to, iat }));
        expect(addressOf(claims.orig)).toBe(from);
        expect(addressOf(claims.dest)).toBe(to);
        expect(addressMatches(claims.orig, from)).toBe(true);
        expect(addressMatches(claims.dest, to)).toBe(true);
        expect(addressMatches(claims.dest, from)).toBe(from === to);
      }),
    );
  });

  it('match an address whatever the case of its domain, but not of its user', () => {
    const claim = { uri: ['sip:anna@Example.com', 'sip:bob@example.com'] };
    expect(addressMatches(claim, 'anna@example.COM')).toBe(true);
    expect(addressMatches(claim, 'bob@example.com')).toBe(true);
    expect(addressMatches(claim, 'Anna@example.com')).toBe(false);
    expect(addressMatches({ tn: '14085550100' }, '+14085550100')).toBe(true);
    expect(addressMatches({ tn: '14085550100' }, '14085550100')).toBe(false);
  });

  const good = { orig: { tn: '14085551002' }, dest: { tn: ['14085550100'] }, iat: 1 };
  it.each([
    ['a destination that is no list', { ...good, dest: { tn: '14085550100' } }],
    ['an origin that is an address', { ...good, orig: { uri: 'sip:anna@example.com' } }],
    ['unknown claims', { ...good, mky: [], attest: 'A' }],
  ])('fit their schema with %s', (_name, claims) => {
    expect(passportClaimsSchema.safeParse(claims).success).toBe(true);
  });

  it.each([
    ['no origin', { dest: good.dest, iat: 1 }, 'orig'],
    ['no destination', { orig: good.orig, iat: 1 }, 'dest'],
    ['no time', { orig: good.orig, dest: good.dest }, 'iat'],
    ['a time that is text', { ...good, iat: '1' }, 'iat'],
    ['a time with a fraction', { ...good, iat: 1.5 }, 'iat'],
    ['a number with its plus', { ...good, orig: { tn: '+14085551002' } }, 'orig.tn'],
    ['an empty list', { ...good, dest: { tn: [] } }, 'dest.tn'],
    ['an address without its scheme', { ...good, dest: { uri: ['anna@example.com'] } }, 'dest.uri.0'],
    ['a destination without a name', { ...good, dest: {} }, 'dest'],
  ])('do not fit with %s', (_name, claims, member) => {
    expect(() => check(passportClaimsSchema, claims)).toThrow(
      expect.objectContaining({ member: expect.stringMatching(new RegExp(`^${member}`, 'u')) }),
    );
  });
});

describe('the header of a PASSporT', () => {
  const header = { alg: 'ES256', typ: 'passport', x5c: ['AAAA'] };
  it('has algorithm, type and certificates', () => {
    expect(passportHeaderSchema.safeParse({ ...header, ppt: 'shaken' }).success).toBe(true);
  });

  it.each([
    { ...header, alg: 'none' },
    { ...header, alg: 'RS256' },
    { ...header, typ: 'JWT' },
    { ...header, x5c: [] },
    { ...header, x5c: ['not base64!'] },
    { alg: 'ES256', typ: 'passport', x5u: 'https://example.com/cert' },
  ])('is not %j', (value) => {
    expect(passportHeaderSchema.safeParse(value).success).toBe(false);
  });
});
