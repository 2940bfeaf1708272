import { X509Certificate } from 'node:crypto';
import { compactVerify, decodeProtectedHeader, importX509 } from 'jose';
import { expect, test } from 'vitest';
import { createPassportSigner } from '../../../../src-main/node/passport-signer.ts';
import { createMemorySecrets } from '../../../support/memory-ports.ts';

const claims = { orig: { tn: '14085550110' }, dest: { tn: ['14085550120'] }, iat: 1_769_509_394 };

function certificateOf(passport: string): X509Certificate {
  const [der] = decodeProtectedHeader(passport).x5c ?? [];
  return new X509Certificate(Buffer.from(der ?? '', 'base64'));
}

test('a PASSporT carries its claims, signed with ES256 by the certificate that it brings along', async () => {
  const signer = await createPassportSigner(createMemorySecrets());
  const passport = await signer.sign(claims);
  const certificate = certificateOf(passport);
  const key = await importX509(certificate.toString(), 'ES256');
  const { payload, protectedHeader } = await compactVerify(passport, key);
  expect(JSON.parse(new TextDecoder().decode(payload))).toEqual(claims);
  expect(protectedHeader).toEqual({ alg: 'ES256', typ: 'passport', x5c: [certificate.raw.toString('base64')] });
  expect(certificate.verify(certificate.publicKey)).toBe(true);
  expect(certificate.validFromDate.getTime()).toBeLessThanOrEqual(Date.now());
  expect(certificate.validToDate.getTime()).toBeGreaterThan(Date.now() + 365 * 24 * 60 * 60 * 1000);
});

test('a PASSporT that was altered does not verify', async () => {
  const signer = await createPassportSigner(createMemorySecrets());
  const passport = await signer.sign(claims);
  const [header, , signature] = passport.split('.');
  const other = Buffer.from(JSON.stringify({ ...claims, iat: 0 })).toString('base64url');
  const key = await importX509(certificateOf(passport).toString(), 'ES256');
  await expect(compactVerify(`${header!}.${other}.${signature!}`, key)).rejects.toThrow();
});

test('a device keeps its certificate over its runs, and no two devices share one', async () => {
  const secrets = createMemorySecrets();
  const first = certificateOf(await (await createPassportSigner(secrets)).sign(claims));
  const second = certificateOf(await (await createPassportSigner(secrets)).sign(claims));
  const other = certificateOf(await (await createPassportSigner(createMemorySecrets())).sign(claims));
  expect(second.fingerprint256).toBe(first.fingerprint256);
  expect(other.fingerprint256).not.toBe(first.fingerprint256);
});

test.each(['', 'null', '{}', '{"key":"x","certificate":"y"}', 'damaged'])(
  'what was kept as %j is replaced by a certificate that lasts',
  async (kept) => {
    const secrets = createMemorySecrets();
    await secrets.write('passport-key', kept);
    const first = certificateOf(await (await createPassportSigner(secrets)).sign(claims));
    const second = certificateOf(await (await createPassportSigner(secrets)).sign(claims));
    expect(second.fingerprint256).toBe(first.fingerprint256);
  },
);

test('a keychain that refuses costs the certificate at the end of the run, not the phone', async () => {
  const refuse = (): Promise<never> => Promise.reject(new Error('locked'));
  const signer = await createPassportSigner({ isPersistent: true, read: refuse, write: refuse, remove: refuse });
  const [first, second] = [await signer.sign(claims), await signer.sign(claims)];
  expect(certificateOf(first).fingerprint256).toBe(certificateOf(second).fingerprint256);
});
