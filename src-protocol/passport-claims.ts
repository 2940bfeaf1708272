import { z } from 'zod';

/** Claims of a PASSporT (RFC 8225) as PROTOCOL 8 uses them: who calls, whom, and when in seconds. */
export const passportClaimsSchema = z.object({
  orig: z.union([z.object({ tn: z.string().min(1) }), z.object({ uri: z.string().min(1) })]),
  dest: z.union([
    z.object({ tn: z.union([z.string().min(1), z.array(z.string().min(1)).length(1)]) }),
    z.object({ uri: z.union([z.string().min(1), z.array(z.string().min(1)).length(1)]) }),
  ]),
  iat: z.int().min(0),
});
export type PassportClaims = z.infer<typeof passportClaimsSchema>;

export type PartyClaim = { tn: string } | { uri: string };

/** The claim for a number (its digits, without `+`) or an address (`sip:user@domain`). */
export function partyClaim(address: string): PartyClaim {
  return address.startsWith('+') ? { tn: address.slice(1) } : { uri: `sip:${address}` };
}

/** The claims for a call. `iat` is in seconds since the epoch. RFC 8225, 5.2.1: `dest` holds arrays. */
export function makeClaims(call: { from: string; to: string; iat: number }): PassportClaims {
  const dest = partyClaim(call.to);
  return {
    orig: partyClaim(call.from),
    dest: 'tn' in dest ? { tn: [dest.tn] } : { uri: [dest.uri] },
    iat: call.iat,
  };
}

/** The address that a claim names, in the form that `partyClaim` takes. */
export function addressOf(claim: PassportClaims['orig'] | PassportClaims['dest']): string {
  const [value] = 'tn' in claim ? [claim.tn].flat() : [claim.uri].flat();
  if ('tn' in claim) return `+${value ?? ''}`;
  return (value ?? '').replace(/^sip:/u, '');
}
