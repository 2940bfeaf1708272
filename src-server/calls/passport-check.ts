import { compactVerify, decodeProtectedHeader, importX509 } from 'jose';
import { check, parseJson } from '../../src-protocol/check.ts';
import {
  addressMatches,
  addressOf,
  passportClaimsSchema,
  passportHeaderSchema,
} from '../../src-protocol/passport-claims.ts';
import { matchesPattern } from '../../src-protocol/terminal-group.ts';
import { ProblemError } from '../problem-error.ts';

const freshForS = 60;

/**
 * Checks a PASSporT (PROTOCOL 8): its signature by the certificate it carries, `iat` within 60 s of `nowMs`, `orig`
 * against `origins`, `dest` against the request. Returns the caller. Throws a 403 `ProblemError` for anything else.
 */
export async function checkPassport(
  passport: string,
  expected: { origins: string | readonly string[]; destination: string; nowMs: number },
): Promise<{ caller: string }> {
  const claims = await readClaims(passport);
  if (Math.abs(expected.nowMs / 1000 - claims.iat) > freshForS) {
    throw new ProblemError(403, 'The caller identity is too old. Check the clock of this computer.');
  }
  const caller = addressOf(claims.orig);
  if (!matchesPattern(expected.origins, caller))
    throw new ProblemError(403, 'This line may not call with that number.');
  if (!addressMatches(claims.dest, expected.destination)) {
    throw new ProblemError(403, 'The caller identity was signed for another destination.');
  }
  return { caller };
}

async function readClaims(passport: string): Promise<ReturnType<typeof passportClaimsSchema.parse>> {
  try {
    const header = check(passportHeaderSchema, decodeProtectedHeader(passport));
    const certificate = `-----BEGIN CERTIFICATE-----\n${header.x5c[0] ?? ''}\n-----END CERTIFICATE-----`;
    const key = await importX509(certificate, 'ES256');
    const { payload } = await compactVerify(passport, key, { algorithms: ['ES256'] });
    return check(passportClaimsSchema, parseJson(payload));
  } catch (cause) {
    throw new ProblemError(403, 'The caller identity is not valid.', { cause });
  }
}
