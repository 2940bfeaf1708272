import { rootsOf } from '../../src-protocol/discovery.ts';
import { ProtocolError } from '../../src-protocol/protocol-error.ts';
import { terminalGroupListSchema, terminalGroupSchema, type TerminalGroup } from '../../src-protocol/terminal-group.ts';
import { PhoneError } from '../../src-bridge/phone-error.ts';
import type { Log } from './ports.ts';
import type { ProviderClient } from './provider-client.ts';

const maxNameLength = 64;

/** A terminal group of the account (PROTOCOL 1). */
export interface DiscoveredGroup {
  readonly uri: string;
  readonly name: string;
  /** The number that others call, where the provider names exactly one. */
  readonly number?: string;
  /** What this device gives as the caller's number or address, where the provider names one. */
  readonly origin?: string;
  readonly group: TerminalGroup;
}

/** The authority that a person typed, without scheme and path. Throws a `PhoneError` `unknown-authority`. */
export function readAuthority(text: string): string {
  const authority = text
    .trim()
    .replace(/^https:\/\//iu, '')
    .replace(/\/+$/u, '')
    .toLowerCase();
  try {
    rootsOf(authority);
    return authority;
  } catch (cause) {
    if (cause instanceof ProtocolError) throw new PhoneError('unknown-authority', { cause });
    throw cause;
  }
}

/**
 * The terminal groups of the account. Rejects with a `PhoneError`: `not-ripp`, `no-line`, and what refusals mean. A
 * group that cannot be read is left out where there are others.
 */
export async function discoverGroups(
  client: ProviderClient,
  authority: string,
  options: { log: Log; signal: AbortSignal },
): Promise<readonly DiscoveredGroup[]> {
  const { tgs } = await client.json({
    method: 'GET',
    uri: rootsOf(authority).terminalGroups,
    missing: 'not-ripp',
    answer: terminalGroupListSchema,
    signal: options.signal,
  });
  if (tgs.length === 0) throw new PhoneError('no-line');
  const asked = await Promise.allSettled(tgs.map((tg) => discoverGroup(client, tg, options.signal)));
  const found: DiscoveredGroup[] = [];
  let problem: unknown;
  for (const result of asked) {
    if (result.status === 'fulfilled') found.push(result.value);
    else {
      problem ??= result.reason;
      const { code, detail } = PhoneError.from(result.reason);
      options.log.warn('terminal group left out', { code, detail });
    }
  }
  if (found.length === 0) throw problem;
  return found;
}

async function discoverGroup(
  client: ProviderClient,
  { uri, name }: { uri: string; name?: string | undefined },
  signal: AbortSignal,
): Promise<DiscoveredGroup> {
  const group = await client.json({ method: 'GET', uri, missing: 'no-line', answer: terminalGroupSchema, signal });
  const origins = exact(group.outbound.origins);
  const destinations = exact(group.inbound?.destinations);
  const called = destinations.length > 0 ? destinations : origins;
  const number = called.length === 1 ? called[0] : undefined;
  const origin = origins[0] ?? destinations[0];
  return {
    uri,
    name: (name ?? number ?? new URL(uri).hostname).slice(0, maxNameLength),
    ...(number === undefined || !number.startsWith('+') ? {} : { number }),
    ...(origin === undefined ? {} : { origin }),
    group,
  };
}

/** The values of a pattern list that stand for themselves alone. */
function exact(patterns: string | readonly string[] | undefined): string[] {
  return [patterns ?? []].flat().filter((pattern) => !pattern.endsWith('*'));
}
