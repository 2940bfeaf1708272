import { openHeadlessPhone, type HeadlessPhone } from '../../test/support/headless-phone.ts';
import { publishCalls } from '../../test/support/publish-calls.ts';
import { ben, startProviderProcess, type TestAccount } from '../../test/support/provider-process.ts';
import { reportsOf, statusesOf, urisAt, watchBoth } from './ask-phone.ts';
import { callAtProvider, valuesOf } from './call-at-provider.ts';
import { Caller } from './caller.ts';
import { askedUris, type AskedUri, type Findings } from './findings.ts';
import { SipAgent } from './sip-agent.ts';
import { waitFor } from './wait.ts';

const firstNumber = '+14085550110';
const secondNumber = '+14085550119';
const callee: TestAccount = {
  user: 'ada',
  name: 'Ada',
  numbers: [firstNumber, secondNumber],
  token: 'token-of-ada-0123456789',
};
const users = [
  { line: firstNumber, user: 'ada' },
  { line: secondNumber, user: 'office' },
];
const reportMs = 10_000;
/** Longer than between two NOTIFYs of a subscription: what would come has come. */
const silenceMs = 2500;

export interface BywayFindings {
  readonly findings: Findings;
  /** To which subscriptions a call to line 2 was reported. */
  readonly lineTwoShownTo: readonly AskedUri[];
}

/** Puts the document's questions to a Byway of its own, at a provider of its own, whose calls are calls of RIPP. */
export async function askByway(): Promise<BywayFindings> {
  await using open = new AsyncDisposableStack();
  const provider = open.adopt(await startProviderProcess([callee, ben]), (it) => it.stop());
  const ada = open.adopt(await openHeadlessPhone(callee, provider, 'Ada'), (it) => it.stop());
  const caller = open.adopt(await openHeadlessPhone(ben, provider, 'Ben'), (it) => it.stop());
  const { place } = open.adopt(await publishCalls(ada, { users }), (it) => it.stop());
  const agent = open.adopt(await SipAgent.open(place), async (it) => it.close());
  const uris = urisAt(place, 'ada');
  const watchers = await watchBoth(agent, uris);
  const isTold = (uri: AskedUri): boolean => watchers[uri].seen.some(({ state }) => state === 'confirmed');

  const invite: Partial<Record<AskedUri, number>> = {};
  for (const uri of askedUris) {
    const invited = new Caller(agent, uris[uri]);
    const status = await invited.start();
    await invited.stop();
    if (status !== undefined) invite[uri] = status;
  }
  await talk(caller, ada, firstNumber);
  await waitFor(() => askedUris.every(isTold), reportMs);
  const values = valuesOf(await callAtProvider(callee, provider), provider, place, 'ada');
  const onLineOne = { values, reports: reportsOf(watchers) };
  await hangUp(caller, ada);
  await waitFor(() => askedUris.every((uri) => watchers[uri].living.length === 0), reportMs);

  for (const uri of askedUris) watchers[uri].forget();
  await talk(caller, ada, secondNumber);
  await waitFor(() => isTold('no-user'), reportMs);
  await waitFor(() => isTold('line-1'), silenceMs);
  const lineTwoShownTo = askedUris.filter((uri) => watchers[uri].seen.length > 0);
  await hangUp(caller, ada);

  const subscribe = statusesOf(watchers);
  for (const uri of askedUris) await watchers[uri].stop();
  return { findings: { name: 'Byway', subscribe, invite, calls: { 'line-1': onLineOne } }, lineTwoShownTo };
}

async function talk(caller: HeadlessPhone, callee: HeadlessPhone, destination: string): Promise<void> {
  await caller.phone.placeCall({ destination });
  const { calls } = await callee.until((state) => state.calls.some(({ state: { kind } }) => kind === 'ringing'));
  await callee.phone.answer(calls.find(({ state: { kind } }) => kind === 'ringing')?.id ?? '');
  await callee.until((state) => state.calls.some(({ state: { kind } }) => kind === 'active'));
}

async function hangUp(caller: HeadlessPhone, callee: HeadlessPhone): Promise<void> {
  const isOver = (phone: HeadlessPhone): Promise<unknown> =>
    phone.until((state) => state.calls.every(({ state: { kind } }) => kind === 'ended'));
  for (const { id, state } of callee.phone.state.calls) if (state.kind !== 'ended') await callee.phone.end(id);
  await Promise.all([isOver(caller), isOver(callee)]);
}
