import type { z } from 'zod';
import { ProtocolError } from './protocol-error.ts';

/** JSON bodies and single events are at most this many bytes (PROTOCOL 1, 5). */
export const maxJsonBytes = 64 * 1024;

/** `value` as the schema's output. Throws a `ProtocolError` `schema` that names the first member at fault. */
export function check<T>(schema: z.ZodType<T>, value: unknown): T {
  const result = schema.safeParse(value);
  if (result.success) return result.data;
  const { path, message } = deepestIssue(result.error.issues);
  const member = path.map(String).join('.');
  throw new ProtocolError('schema', member, `${member || 'the whole'}: ${message}`);
}

interface Fault {
  readonly path: readonly PropertyKey[];
  readonly message: string;
}

/** The first issue; of the alternatives of a union, the one that was met best: whose fault lies deepest. */
function deepestIssue(issues: readonly z.core.$ZodIssue[]): Fault {
  const [issue] = issues;
  if (issue === undefined) return { path: [], message: 'does not fit' };
  if (issue.code !== 'invalid_union' || issue.errors.length === 0) return issue;
  const inner = issue.errors
    .map(deepestIssue)
    .reduce((best, fault) => (fault.path.length >= best.path.length ? fault : best));
  return { path: [...issue.path, ...inner.path], message: inner.message };
}

/**
 * The JSON body `bytes`, checked. Throws a `ProtocolError`: `too-large` above 64 KiB, `not-json`, or `schema`.
 */
export function checkJson<T>(schema: z.ZodType<T>, bytes: Uint8Array): T {
  if (bytes.length > maxJsonBytes) throw new ProtocolError('too-large', '', 'a JSON body is at most 64 KiB');
  return check(schema, parseJson(bytes));
}

/** Values are nested at most this deep, so that what was read can be written again whatever members it kept. */
const maxDepth = 64;

/**
 * The JSON value in `bytes`. Throws a `ProtocolError`: `not-json` for bad UTF-8 and bad JSON alike, `schema` for a value
 * nested deeper than 64 levels.
 */
export function parseJson(bytes: Uint8Array): unknown {
  const value = decodeJson(bytes);
  if (isDeeperThan(value, maxDepth)) throw new ProtocolError('schema', '', `is nested deeper than ${maxDepth} levels`);
  return value;
}

function decodeJson(bytes: Uint8Array): unknown {
  try {
    return JSON.parse(new TextDecoder('utf-8', { fatal: true }).decode(bytes));
  } catch (cause) {
    throw new ProtocolError('not-json', '', 'the body is not JSON', { cause });
  }
}

function isDeeperThan(value: unknown, levels: number): boolean {
  if (typeof value !== 'object' || value === null) return false;
  return levels === 0 || Object.values(value).some((member) => isDeeperThan(member, levels - 1));
}
