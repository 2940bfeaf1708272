// @peculiar/x509 does not load without it.
import 'reflect-metadata';
import {
  BasicConstraintsExtension,
  PemConverter,
  SubjectAlternativeNameExtension,
  X509CertificateGenerator,
} from '@peculiar/x509';

const algorithm = { name: 'ECDSA', namedCurve: 'P-256', hash: 'SHA-256' } as const;
const dayMs = 24 * 60 * 60 * 1000;

/** A certificate that signs itself, and its key; both PEM. */
export interface TestCertificate {
  readonly cert: string;
  readonly key: string;
}

/** A certificate for `name` and 127.0.0.1 that is good for a day from now, or ended a day ago. */
export async function makeCertificate(options: { name?: string; hasExpired?: boolean } = {}): Promise<TestCertificate> {
  const { name = 'localhost', hasExpired = false } = options;
  const keys = await crypto.subtle.generateKey(algorithm, true, ['sign', 'verify']);
  const end = Date.now() + (hasExpired ? -dayMs : dayMs);
  const certificate = await X509CertificateGenerator.createSelfSigned({
    name: `CN=${name}`,
    notBefore: new Date(end - 3 * dayMs),
    notAfter: new Date(end),
    keys,
    signingAlgorithm: algorithm,
    extensions: [
      new BasicConstraintsExtension(true, 0, true),
      new SubjectAlternativeNameExtension([{ type: 'dns', value: name }]),
    ],
  });
  const key = PemConverter.encode(await crypto.subtle.exportKey('pkcs8', keys.privateKey), 'PRIVATE KEY');
  return { cert: certificate.toString('pem'), key };
}
