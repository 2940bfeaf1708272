import { X509Certificate } from 'node:crypto';
import { expect, test } from 'vitest';
import { hasPinnedKey, isKeyPin, pinOf } from '../../../src-wire/key-pin.ts';
import { makeCertificate } from '../../support/certificate.ts';

const { cert } = await makeCertificate();
const { cert: other } = await makeCertificate();

test.each([
  [pinOf(cert), true],
  [`sha256/${'A'.repeat(43)}=`, true],
  [`sha256/${'A'.repeat(44)}`, false],
  [`sha256/${'A'.repeat(42)}=`, false],
  [`sha1/${'A'.repeat(43)}=`, false],
  [`sha256:${'A'.repeat(43)}=`, false],
  ['', false],
])('%s is a pin: %s', (text, isPin) => {
  expect(isKeyPin(text)).toBe(isPin);
});

test('the pin of a certificate is that of its key, in PEM and in DER', () => {
  expect(pinOf(new X509Certificate(cert).raw)).toBe(pinOf(cert));
  expect(pinOf(other)).not.toBe(pinOf(cert));
});

test('one of several pins is enough, and without any every key will do', () => {
  expect(hasPinnedKey(cert, [])).toBe(true);
  expect(hasPinnedKey(cert, [pinOf(cert)])).toBe(true);
  expect(hasPinnedKey(cert, [pinOf(other), pinOf(cert)])).toBe(true);
  expect(hasPinnedKey(cert, [pinOf(other)])).toBe(false);
});

test('what is no certificate has no pinned key', () => {
  expect(hasPinnedKey('', [pinOf(cert)])).toBe(false);
  expect(hasPinnedKey(new Uint8Array(3), [pinOf(cert)])).toBe(false);
});
