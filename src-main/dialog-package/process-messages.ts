import { z } from 'zod';
import { lampSchema } from '../../src-bridge/contacts.ts';
import { listenProblems } from '../../src-bridge/desk-phones.ts';
import { digestAlgorithms } from './digest/digest-response.ts';
import { dialogTableSchema } from './dialog-table.ts';
import { sipLimitsSchema } from '../../src-bridge/sip-limits.ts';

/** SHA-256 in hexadecimal small letters. */
const fingerprintSchema = z.string().regex(/^[0-9a-f]{64}$/u);
const port = z.number().int().min(0).max(65_535);

/** A key that a peer, or we, prove to have by digest (RFC 8760, RFC 7616). */
const keySchema = z.object({ name: z.string().min(1).max(64), password: z.string().min(1).max(256) });
export type DigestKey = z.infer<typeof keySchema>;

/** How the notifier listens and whom it trusts. */
export const notifierConfigSchema = z.object({
  /** An IP address of this machine. */
  address: z.string().min(1).max(64),
  /** For UDP and TCP; 0 for any that is free. */
  port,
  /** For TLS; absent without TLS. */
  tls: z.object({ port, certificate: z.string(), key: z.string() }).optional(),
  /** IP addresses and networks (`192.168.1.0/24`) whose subscriptions are trusted. */
  trustedAddresses: z.array(z.string().max(64)).max(256),
  /** SHA-256 of client certificates that are trusted (TLS), in hexadecimal small letters. */
  trustedCertificates: z.array(fingerprintSchema).max(256),
  /** Whose digest is trusted. */
  trustedKeys: z.array(keySchema).max(256),
  /** With which a proof of a key is asked for; the others are taken all the same. */
  offeredDigests: z.array(z.enum(digestAlgorithms)).min(1),
  limits: sipLimitsSchema,
});
export type NotifierConfig = z.infer<typeof notifierConfigSchema>;

/** A lamp to be lit: whose dialogs to subscribe to, and with which key where it wants one. */
const watchedSchema = z.object({ id: z.string().min(1).max(64), uri: z.string().max(254), key: keySchema.optional() });
export type WatchedLamp = z.infer<typeof watchedSchema>;

/** What the phone tells the process of the SIP side. Each message is the whole of its matter, and is answered `taken`. */
export const toNotifierSchema = z.discriminatedUnion('kind', [
  /** Absent: do not listen. */
  z.object({ kind: z.literal('configure'), config: notifierConfigSchema.optional() }),
  z.object({ kind: z.literal('table'), table: dialogTableSchema }),
  z.object({
    kind: z.literal('watch'),
    lamps: z.array(watchedSchema).max(1000),
    /** SHA-256 of certificates that prove a contact's phone (TLS), besides those of public authorities. */
    trustedCertificates: z.array(fingerprintSchema).max(256),
  }),
  /** Ends subscriptions and lamps in order, and then the process. */
  z.object({ kind: z.literal('stop') }),
]);
export type ToNotifier = z.infer<typeof toNotifierSchema>;

/** What that process tells the phone. */
export const fromNotifierSchema = z.discriminatedUnion('kind', [
  /** The oldest message that was not answered yet has been dealt with. */
  z.object({ kind: z.literal('taken') }),
  z.object({ kind: z.literal('off') }),
  z.object({
    kind: z.literal('listening'),
    address: z.string().max(64),
    port,
    tlsPort: port.optional(),
    subscriptions: z.number().int().min(0),
  }),
  z.object({ kind: z.literal('failed'), problem: z.enum(listenProblems) }),
  /** The lamps that changed, by their ids. */
  z.object({ kind: z.literal('lamps'), lamps: z.record(z.string().max(64), lampSchema) }),
  z.object({
    kind: z.literal('log'),
    level: z.enum(['info', 'warn', 'error']),
    message: z.string().max(256),
    fields: z.record(z.string(), z.union([z.string().max(256), z.number(), z.boolean()])).optional(),
  }),
]);
export type FromNotifier = z.infer<typeof fromNotifierSchema>;
