import { timestamp } from '../../src-protocol/events.ts';
import type { CallDescription } from '../../src-protocol/call.ts';
import type { CallParties } from './call-parties.ts';

/** What is true of a leg now; times are ms since the epoch. */
export interface LegFacts extends Pick<
  CallDescription,
  'uri' | 'direction' | 'event' | 'attached' | 'reconnecting' | 'held'
> {
  readonly parties: CallParties;
  readonly handler: string | undefined;
  readonly mic: CallDescription['mic'];
  readonly startedAt: number;
  readonly answeredAt: number | undefined;
}

/** The description of a call (PROTOCOL 4): a member without a value is absent. */
export function describeLeg(facts: LegFacts): CallDescription {
  const { parties, handler, mic, answeredAt } = facts;
  return {
    uri: facts.uri,
    direction: facts.direction,
    from: parties.from,
    to: parties.to,
    ...(parties.passport === undefined ? {} : { passport: parties.passport }),
    verified: parties.isVerified,
    ...(handler === undefined ? {} : { handler }),
    event: facts.event,
    attached: facts.attached,
    reconnecting: facts.reconnecting,
    held: facts.held,
    started: timestamp(facts.startedAt),
    ...(answeredAt === undefined ? {} : { answered: timestamp(answeredAt) }),
    ...(mic === undefined ? {} : { mic }),
  };
}
