import { writeHostPort, type HostPort } from '../../src-main/dialog-package/sip/host-port.ts';
import { writeSipUri } from '../../src-main/dialog-package/sip/sip-uri.ts';
import { Caller } from './caller.ts';
import { askedUris, type AskedUri, type Findings, type SeenCall } from './findings.ts';
import { SipAgent } from './sip-agent.ts';
import { waitFor } from './wait.ts';
import { Watcher } from './watcher.ts';

const reportMs = 3000;
const endMs = 5000;

/** What is asked by the URIs of line 1 and of no user; the answers have the same names. */
export type PerUri<Value> = Readonly<Record<AskedUri, Value>>;

/** The URIs of which the document asks, at one place. */
export function urisAt(place: HostPort, line: string): PerUri<string> {
  const noUser = { scheme: 'sip', ...place, parameters: new Map<string, string>() } as const;
  return { 'line-1': writeSipUri({ ...noUser, user: line }), 'no-user': writeSipUri(noUser) };
}

/** A watcher of each URI, subscribed where the phone lets it. */
export async function watchBoth(agent: SipAgent, uris: PerUri<string>): Promise<PerUri<Watcher>> {
  const watchers = { 'line-1': new Watcher(agent, uris['line-1']), 'no-user': new Watcher(agent, uris['no-user']) };
  agent.onNotify = (request) => {
    for (const watcher of Object.values(watchers)) watcher.hear(request);
  };
  for (const uri of askedUris) await watchers[uri].start();
  return watchers;
}

/** The dialogs that each watcher saw; absent for one that was not let. */
export function reportsOf(watchers: PerUri<Watcher>): SeenCall['reports'] {
  const accepted = askedUris.filter((uri) => watchers[uri].isAccepted);
  return Object.fromEntries(accepted.map((uri) => [uri, watchers[uri].seen]));
}

/** The statuses of both SUBSCRIBEs. */
export function statusesOf(watchers: PerUri<Watcher>): Findings['subscribe'] {
  const answered = askedUris.flatMap((uri) => {
    const { status } = watchers[uri];
    return status === undefined ? [] : [[uri, status] as const];
  });
  return Object.fromEntries(answered);
}

/** Puts the document's questions to the phone at a place over UDP, which takes some seconds. `line` is its first user. */
export async function askPhone(place: HostPort, line: string): Promise<Findings> {
  const agent = await SipAgent.open(place);
  try {
    const uris = urisAt(place, line);
    const watchers = await watchBoth(agent, uris);
    const invite: Partial<Record<AskedUri, number>> = {};
    const calls: Partial<Record<AskedUri, SeenCall>> = {};
    for (const uri of askedUris) {
      const { status, call } = await callAndLook(new Caller(agent, uris[uri]), watchers);
      if (status !== undefined) invite[uri] = status;
      if (call !== undefined) calls[uri] = call;
    }
    const subscribe = statusesOf(watchers);
    for (const uri of askedUris) await watchers[uri].stop();
    return { name: writeHostPort(place), subscribe, invite, calls };
  } finally {
    agent.close();
  }
}

async function callAndLook(
  caller: Caller,
  watchers: PerUri<Watcher>,
): Promise<{ status: number | undefined; call?: SeenCall }> {
  const accepted = Object.values(watchers).filter(({ isAccepted }) => isAccepted);
  for (const watcher of accepted) watcher.forget();
  const status = await caller.start();
  if (status === undefined || status >= 300) return { status };
  await waitFor(() => accepted.every(({ seen }) => seen.length > 0), reportMs);
  const call = { values: caller.values, reports: reportsOf(watchers) };
  await caller.stop();
  await waitFor(() => accepted.every(({ living }) => living.length === 0), endMs);
  return { status, call };
}
