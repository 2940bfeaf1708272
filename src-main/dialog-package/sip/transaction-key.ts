import { hash } from 'node:crypto';
import { readCSeq } from './cseq.ts';
import { headerOf } from './sip-headers.ts';
import type { SipSource } from './sip-endpoint.ts';
import type { SipRequest } from './sip-message.ts';
import { writeHostPort } from './host-port.ts';
import { readNameAddress } from './name-address.ts';
import type { Via } from './via.ts';

/** What the branch of a request begins with where it names its transaction (RFC 3261, 8.1.1.7). */
export const branchCookie = 'z9hG4bK';

/** The members that tell transactions apart where there is no such branch (RFC 3261, 17.2.3). */
function oldMembers(request: SipRequest): unknown[] {
  const from = readNameAddress(headerOf(request, 'From') ?? '');
  const cseq = readCSeq(headerOf(request, 'CSeq') ?? '');
  return [request.uri, from.parameters.get('tag'), headerOf(request, 'Call-ID'), cseq.number, headerOf(request, 'Via')];
}

/**
 * The same for a request, its repetitions and its ACK, and unlike that of anything else (RFC 3261, 17.2.3). The address
 * that it came from is part of it, so that nobody repeats a request of another. It is short, however long they are.
 */
export function transactionKey(request: SipRequest, via: Via, source: SipSource): string {
  const branch = via.parameters.get('branch') ?? '';
  const isNamed = branch.toLowerCase().startsWith(branchCookie.toLowerCase());
  const method = request.method === 'ACK' ? 'INVITE' : request.method;
  const members = isNamed ? [branch, writeHostPort(via)] : oldMembers(request);
  return hash('sha256', JSON.stringify([source.transport, source.address, method, ...members]), 'base64url');
}
