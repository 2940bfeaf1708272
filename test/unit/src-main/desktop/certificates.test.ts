import { EventEmitter } from 'node:events';
import type { App, Session } from 'electron';
import { expect, test, vi } from 'vitest';
import { pinKeys, refuseBadCertificates } from '../../../../src-main/desktop/certificates.ts';
import { pinOf } from '../../../../src-wire/key-pin.ts';
import { makeCertificate } from '../../../support/certificate.ts';

type Proc = NonNullable<Parameters<Session['setCertificateVerifyProc']>[0]>;

function procOf(pins: readonly string[]): Proc | undefined {
  let proc: Proc | undefined;
  const session: Pick<Session, 'setCertificateVerifyProc'> = {
    setCertificateVerifyProc: (given) => void (proc = given ?? undefined),
  };
  pinKeys(session as Session, pins);
  return proc;
}

test('a page with a bad certificate is refused, whatever it says', () => {
  const app = new EventEmitter();
  refuseBadCertificates(app as unknown as App);
  const event = { preventDefault: vi.fn() };
  const trust = vi.fn();
  app.emit('certificate-error', event, {}, 'https://evil.example/', 'net::ERR_CERT_AUTHORITY_INVALID', {}, trust);
  expect(event.preventDefault).toHaveBeenCalledOnce();
  expect(trust).toHaveBeenCalledExactlyOnceWith(false);
});

test('no certificate of this computer is shown to a server', () => {
  const app = new EventEmitter();
  refuseBadCertificates(app as unknown as App);
  const event = { preventDefault: vi.fn() };
  const choose = vi.fn();
  app.emit('select-client-certificate', event, null, 'https://nosy.example/', [{}], choose);
  expect(event.preventDefault).toHaveBeenCalledOnce();
  expect(choose).toHaveBeenCalledExactlyOnceWith();
});

test('without pins Chromium decides alone', () => {
  expect(procOf([])).toBeUndefined();
});

test('with pins a server needs a pinned key, and what Chromium asks for besides', async () => {
  const [pinned, other] = [await makeCertificate(), await makeCertificate()];
  const proc = procOf([pinOf(pinned.cert)]);
  const verdictOn = (data: string): number => {
    let verdict: number | undefined;
    proc!({ certificate: { data } } as Parameters<Proc>[0], (given) => (verdict = given));
    return verdict!;
  };
  expect(verdictOn(pinned.cert)).toBe(-3);
  expect(verdictOn(other.cert)).toBe(-150);
  expect(verdictOn('no certificate')).toBe(-150);
});
