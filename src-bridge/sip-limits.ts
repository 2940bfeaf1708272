import { z } from 'zod';

/** A number that cannot be meant is taken for the usual one: a slip of a hand in the file costs no other setting. */
const count = (usual: number): z.ZodCatch<z.ZodDefault<z.ZodInt>> =>
  z.int().min(1).max(1_000_000).default(usual).catch(usual);

/** How much of the machine strangers and desk phones may use of the SIP side. Beyond it work is shed, never delayed. */
export const sipLimitsSchema = z.object({
  /** Bytes of a message, on every transport. */
  messageBytes: count(65_535),
  /** Header fields of a message. */
  headers: count(200),
  /** Open connections, TCP and TLS together. */
  connections: count(100),
  /** Connections of one address. */
  connectionsPerAddress: count(20),
  /** A connection on which nothing whole came for so long is closed, ms. */
  idleMs: count(120_000),
  /** A message that has begun must be whole after this, ms. */
  messageMs: count(10_000),
  /** Subscriptions at once, and those of one address. */
  subscriptions: count(1000),
  subscriptionsPerAddress: count(1000),
  /** Requests that are answered in a second, of all and of one address; what comes beyond is dropped unread. */
  requestsPerSecond: count(2000),
  requestsPerSecondPerAddress: count(500),
  /** Transactions of strangers and peers that are remembered. */
  transactions: count(20_000),
  /** Seconds for which a subscription is granted: at least, at most, and where nothing is asked. */
  shortestExpiresS: count(60),
  longestExpiresS: count(7200),
  usualExpiresS: count(3600),
  /** Between two NOTIFYs of one subscription, ms (RFC 4235, 3.10). */
  notifyIntervalMs: count(1000),
});
export type SipLimits = z.infer<typeof sipLimitsSchema>;
