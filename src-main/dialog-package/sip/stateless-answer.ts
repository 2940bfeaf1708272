import { hash } from 'node:crypto';
import { answerPort, responseTo } from './answer-response.ts';
import type { SipAnswer } from './sip-endpoint.ts';
import type { SipFlow } from './sip-flow.ts';
import { headerOf } from './sip-headers.ts';
import type { SipHeader } from './sip-message.ts';
import { readVia } from './via.ts';
import { writeSipMessage } from './write-message.ts';

/**
 * Answers a request that nobody remembers; it has a good Via. The same request gets the same answer (RFC 3261, 8.2.7).
 * Over UDP, where a source proves nothing, nothing is answered with more bytes than came in.
 */
export function answerStateless(
  request: { readonly headers: readonly SipHeader[] },
  answer: SipAnswer,
  { flow, receivedBytes }: { flow: SipFlow; receivedBytes: number },
): void {
  const viaText = headerOf(request, 'Via') ?? '';
  const via = readVia(viaText);
  const tag = hash('sha256', `${viaText} ${headerOf(request, 'Call-ID') ?? ''}`, 'base64url').slice(0, 16);
  const bytes = writeSipMessage(responseTo(request, answer, { via, source: flow.source, tag }));
  const isTooMuch = flow.source.transport === 'udp' && bytes.length > receivedBytes;
  if (!isTooMuch) flow.sendAnswer(bytes, answerPort(via, flow.source));
}
