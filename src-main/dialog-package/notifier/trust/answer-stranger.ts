import type { SipAnswer, SipSource } from '../../sip/sip-endpoint.ts';
import type { SipRequest } from '../../sip/sip-message.ts';
import type { Judgement } from './trust.ts';

/** A challenge over UDP would be more than twice a request that is shorter than this; no phone's SUBSCRIBE is. */
const shortestChallengedBytes = 300;

/**
 * The answer to who is not trusted, the same for every line, package and method (G9). An address that may be forged gets
 * no answer much larger than what it sent.
 */
export function answerStranger(
  judgement: Exclude<Judgement, { kind: 'trusted' }>,
  { request, source }: { readonly request: SipRequest; readonly source: SipSource },
): SipAnswer {
  if (judgement.kind === 'refused') return { status: 403 };
  if (source.transport === 'udp' && sizeOf(request) < shortestChallengedBytes) return { status: 403 };
  return { status: 401, headers: judgement.challenges };
}

function sizeOf({ method, uri, headers, body }: SipRequest): number {
  const startLine = method.length + uri.length + ' SIP/2.0'.length;
  const lines = headers.reduce((sum, { name, value }) => sum + name.length + value.length + ': \r\n'.length, 0);
  return startLine + lines + body.length;
}
