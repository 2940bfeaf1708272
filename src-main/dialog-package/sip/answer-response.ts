import { readNameAddress } from './name-address.ts';
import { headersOf } from './sip-headers.ts';
import type { SipAnswer, SipSource } from './sip-endpoint.ts';
import type { SipHeader, SipResponse } from './sip-message.ts';
import { phraseOf } from './status-phrases.ts';
import { writeVia, type Via } from './via.ts';

const copied = ['From', 'Call-ID', 'CSeq'];
/** What the stack writes, whatever an answer says. */
const ours = new Set(['Via', 'To', 'Content-Length', ...copied]);

/** The topmost Via with where its request truly came from (RFC 3261, 18.2.1; RFC 3581, 4). */
function stampedVia(via: Via, source: SipSource): string {
  const parameters = new Map(via.parameters);
  parameters.delete('received');
  const wantsPort = parameters.has('rport');
  if (wantsPort) parameters.set('rport', String(source.port));
  if (wantsPort || via.host !== source.address) parameters.set('received', source.address);
  return writeVia({ ...via, parameters });
}

/** The port to answer at over a transport without connections (RFC 3261, 18.2.2; RFC 3581, 4). */
export function answerPort(via: Via, source: SipSource): number {
  if (via.parameters.has('rport')) return source.port;
  return via.port ?? (source.transport === 'tls' ? 5061 : 5060);
}

function toWithTag(to: string, tag: string): string {
  try {
    return readNameAddress(to).parameters.has('tag') ? to : `${to};tag=${tag}`;
  } catch {
    // It is what is bad about the request.
    return to;
  }
}

/**
 * The response that `answer` is to a request with these header fields, of which `via` is the topmost Via (RFC 3261,
 * 8.2.6). `tag` is put on To where neither the request nor the answer has one.
 */
export function responseTo(
  request: { readonly headers: readonly SipHeader[] },
  answer: SipAnswer,
  { via, source, tag }: { via: Via; source: SipSource; tag: string },
): SipResponse {
  const fields = (name: string): SipHeader[] => headersOf(request, name).map((value) => ({ name, value }));
  const to = headersOf(request, 'To').map((value) => toWithTag(value, answer.toTag ?? tag));
  return {
    kind: 'response',
    status: answer.status,
    reason: answer.reason ?? phraseOf(answer.status),
    headers: [
      { name: 'Via', value: stampedVia(via, source) },
      ...fields('Via').slice(1),
      ...to.map((value) => ({ name: 'To', value })),
      ...copied.flatMap(fields),
      ...(answer.headers ?? []).filter(({ name }) => !ours.has(name)),
    ],
    body: answer.body ?? '',
  };
}
