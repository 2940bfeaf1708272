import { z } from 'zod';
import { uriSchema } from './uri.ts';

const patternsSchema = z.union([z.string(), z.array(z.string())]);

const outboundSchema = z.object({
  origins: patternsSchema.default('*'),
  destinations: patternsSchema.default('*'),
  'max-concurrent-calls': z.object({ 'grouped-by': z.enum(['tg', 'origin']), maximum: z.int().min(0) }).optional(),
});

const inboundSchema = z.object({
  origins: patternsSchema.default('*'),
  destinations: patternsSchema.default('*'),
});

/** A TG description (PROTOCOL 1). `inbound` is present exactly when the TG takes inbound calls. */
export const terminalGroupSchema = z.object({
  outbound: outboundSchema,
  inbound: inboundSchema.optional(),
  /** ms */
  'retry-backoff': z.int().min(1).default(2000),
  /** ms */
  'media-timeout': z.int().min(1).default(5000),
});
export type TerminalGroup = z.infer<typeof terminalGroupSchema>;

/** The answer to `GET {root}/providertgs` (PROTOCOL 1). */
export const terminalGroupListSchema = z.object({
  tgs: z.array(z.object({ uri: uriSchema, name: z.string().optional(), description: z.string().optional() })),
});
export type TerminalGroupList = z.infer<typeof terminalGroupListSchema>;

/**
 * True when one of the patterns matches: `*` at the end of a pattern matches any suffix, a lone `*` anything.
 */
export function matchesPattern(patterns: string | readonly string[], value: string): boolean {
  const list = typeof patterns === 'string' ? [patterns] : patterns;
  return list.some((pattern) => (pattern.endsWith('*') ? value.startsWith(pattern.slice(0, -1)) : pattern === value));
}
