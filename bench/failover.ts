import { bothHear, talk } from '../test/support/conversation.ts';
import { openHeadlessPhone } from '../test/support/headless-phone.ts';
import { ada, ben } from '../test/support/provider-process.ts';
import { startSharedProviders } from '../test/support/shared-providers.ts';
import { figure, type Figures } from './figures.ts';

const rounds = 10;
/** Streams that end within 5 s of their opening count as failed and are opened later (PROTOCOL 7): calls have calmed down. */
const calmMs = 6000;

/**
 * The process that keeps a call is killed behind HAProxy until both sides hear something that was said afterwards, ms,
 * and how many of these calls were lost. Needs Debian's redis-server and haproxy.
 */
export async function failover(): Promise<Figures> {
  const providers = await startSharedProviders();
  const caller = await openHeadlessPhone(ada, providers, 'caller');
  const callee = await openHeadlessPhone(ben, providers, 'callee');
  const voices = await talk(caller, callee, ben.numbers[0] ?? '');
  const untilHeard: number[] = [];
  const lost: number[] = [];
  try {
    for (let round = 0; round < rounds; round++) {
      await bothHear(...voices);
      await new Promise((resolve) => setTimeout(resolve, calmMs));
      const { keeper } = await providers.roles();
      const killedAt = Date.now();
      await keeper.kill();
      untilHeard.push((await bothHear(...voices)) - killedAt);
      lost.push([caller, callee].some(({ phone }) => phone.state.calls[0]?.state.kind !== 'active') ? 1 : 0);
      await keeper.start();
    }
  } finally {
    for (const voice of voices) voice.stop();
    for (const phone of [caller, callee]) await phone.stop();
    await providers.stop();
  }
  return { heardAgainMs: figure(untilHeard), callsLost: figure(lost) };
}
