import { z } from 'zod';

const digitsSchema = z.string().regex(/^[1-9]\d{1,14}$/u, 'must be the digits of a number, without +');
const sipUriSchema = z
  .string()
  .max(1024)
  .regex(/^sip:[^@\s]+@[^@\s]+$/u, 'must be sip:user@domain');

/** The protected header of a PASSporT (RFC 8225), its certificate chain in `x5c` (PROTOCOL 8). */
export const passportHeaderSchema = z.looseObject({
  alg: z.literal('ES256'),
  typ: z.literal('passport'),
  x5c: z.array(z.base64()).min(1).max(8),
});

/** Claims of a PASSporT (RFC 8225) as PROTOCOL 8 uses them: who calls, whom, and when in s since the epoch. */
export const passportClaimsSchema = z.object({
  orig: z.union([z.object({ tn: digitsSchema }), z.object({ uri: sipUriSchema })]),
  dest: z.union([
    z.object({ tn: z.union([z.array(digitsSchema).min(1), digitsSchema]) }),
    z.object({ uri: z.union([z.array(sipUriSchema).min(1), sipUriSchema]) }),
  ]),
  iat: z.int().min(0),
});
export type PassportClaims = z.infer<typeof passportClaimsSchema>;

/** One party: the digits of a number without `+`, or `sip:user@domain`. */
export type PartyClaim = { tn: string } | { uri: string };
type SomeClaim = PassportClaims['orig'] | PassportClaims['dest'];

/** The claim for a number (E.164) or for an address (`user@domain`). */
export function partyClaim(address: string): PartyClaim {
  return address.startsWith('+') && !address.includes('@')
    ? { tn: address.slice(1) }
    : { uri: `sip:${escapeUser(address)}` };
}

/** The claims for a call. `iat` is in s since the epoch. RFC 8225, 5.2.1: `dest` holds arrays. */
export function makeClaims(call: { from: string; to: string; iat: number }): PassportClaims {
  const dest = partyClaim(call.to);
  return {
    orig: partyClaim(call.from),
    dest: 'tn' in dest ? { tn: [dest.tn] } : { uri: [dest.uri] },
    iat: call.iat,
  };
}

/** The address that a claim names first: an E.164 number or `user@domain`, the form that `partyClaim` takes. */
export function addressOf(claim: SomeClaim): string {
  return addressesOf(claim)[0] ?? '';
}

/** True when `claim` names `address`, an E.164 number or `user@domain`; the case of a domain does not count. */
export function addressMatches(claim: SomeClaim, address: string): boolean {
  const wanted = withLowerCaseDomain(address);
  return addressesOf(claim).some((named) => withLowerCaseDomain(named) === wanted);
}

function addressesOf(claim: SomeClaim): string[] {
  if ('tn' in claim) return [claim.tn].flat().map((digits) => `+${digits}`);
  return [claim.uri].flat().map((uri) => unescapeUser(uri.replace(/^sip:/u, '')));
}

function withLowerCaseDomain(address: string): string {
  const at = address.lastIndexOf('@');
  return at < 0 ? address : address.slice(0, at) + address.slice(at).toLowerCase();
}

/** What RFC 3261 does not let stand in the user part of a SIP URI is percent-encoded. */
function escapeUser(address: string): string {
  return address.replace(/[^\w.!~*'()&=+$,;?/@-]/gu, encodeURIComponent);
}

function unescapeUser(address: string): string {
  try {
    return decodeURIComponent(address);
  } catch {
    return address;
  }
}
