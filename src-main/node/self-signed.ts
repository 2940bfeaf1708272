// @peculiar/x509 does not load without it.
import 'reflect-metadata';
import {
  ExtendedKeyUsage,
  ExtendedKeyUsageExtension,
  SubjectAlternativeNameExtension,
  X509Certificate,
  X509CertificateGenerator,
} from '@peculiar/x509';
import { exportPKCS8 } from 'jose';
import { isIP } from 'node:net';
import { z } from 'zod';
import type { SecretStore } from '../session/ports.ts';

const algorithm = { name: 'ECDSA', namedCurve: 'P-256', hash: 'SHA-256' } as const;
const lifeMs = 10 * 365 * 24 * 60 * 60 * 1000;
/** A clock that is a little behind ours still takes a certificate that was made just now. */
const toleranceMs = 60_000;

const identitySchema = z.object({ key: z.string(), certificate: z.string() });

/** A key of P-256 (PKCS 8) and its certificate, both PEM. */
export type Identity = z.infer<typeof identitySchema>;

interface Wanted {
  readonly name: string;
  readonly hosts?: readonly string[];
}

/**
 * The key and self-signed certificate that `secrets` keeps under `secretName`, made when they are missing, damaged or
 * over. Where they cannot be kept, they are good for this run. `name` is the common name, `hosts` what it serves
 * over TLS as, where it does.
 */
export async function keepSelfSigned(
  secrets: SecretStore,
  { secretName, ...wanted }: Wanted & { readonly secretName: string },
): Promise<Identity> {
  const kept = await readKept(secrets, secretName);
  if (kept !== undefined) return kept;
  const made = await makeSelfSigned(wanted);
  await secrets.write(secretName, JSON.stringify(made)).catch(() => undefined);
  return made;
}

/** The bytes of a PEM certificate in base64. */
export function derOf({ certificate }: Identity): string {
  return new X509Certificate(certificate).toString('base64');
}

async function readKept(secrets: SecretStore, secretName: string): Promise<Identity | undefined> {
  try {
    const kept = identitySchema.parse(JSON.parse((await secrets.read(secretName)) ?? 'null'));
    return new X509Certificate(kept.certificate).notAfter.getTime() > Date.now() ? kept : undefined;
  } catch {
    return undefined;
  }
}

async function makeSelfSigned({ name, hosts }: Wanted): Promise<Identity> {
  const keys = await crypto.subtle.generateKey(algorithm, true, ['sign', 'verify']);
  const certificate = await X509CertificateGenerator.createSelfSigned({
    name: `CN=${name}`,
    notBefore: new Date(Date.now() - toleranceMs),
    notAfter: new Date(Date.now() + lifeMs),
    keys,
    signingAlgorithm: algorithm,
    ...(hosts === undefined ? {} : { extensions: servingAs(hosts) }),
  });
  return { key: await exportPKCS8(keys.privateKey), certificate: certificate.toString('pem') };
}

function servingAs(hosts: readonly string[]): [ExtendedKeyUsageExtension, SubjectAlternativeNameExtension] {
  return [
    new ExtendedKeyUsageExtension([ExtendedKeyUsage.serverAuth, ExtendedKeyUsage.clientAuth]),
    new SubjectAlternativeNameExtension(
      hosts.map((value) => ({ type: isIP(value) === 0 ? ('dns' as const) : ('ip' as const), value })),
    ),
  ];
}
