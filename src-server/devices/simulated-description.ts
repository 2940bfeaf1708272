import { createHash } from 'node:crypto';
import type { HandlerDescription } from '../../src-protocol/handler.ts';
import type { Account } from '../accounts.ts';

/** The id of its microphone. */
export const simulatedSource = 1;
const simulatedSink = 2;
const audio = { opus: 1, PCMU: 1, PCMA: 1, 'telephone-event': 1, CN: 1, ptime: 20 };

/** A desk phone: its housing, its display, its keys and its handset. */
const picture = [
  '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 64 64">',
  '<path d="M14 22h36l8 30H6z" fill="#4a5568"/>',
  '<rect x="27" y="26" width="22" height="9" rx="1" fill="#bee3f8"/>',
  '<g fill="#e2e8f0"><circle cx="30" cy="40" r="1.8"/><circle cx="38" cy="40" r="1.8"/><circle cx="46" cy="40" r="1.8"/>',
  '<circle cx="30" cy="46" r="1.8"/><circle cx="38" cy="46" r="1.8"/><circle cx="46" cy="46" r="1.8"/></g>',
  '<rect x="13" y="20" width="9" height="30" rx="4" fill="#1a202c"/>',
  '<rect x="11" y="16" width="13" height="9" rx="4" fill="#2d3748"/>',
  '<rect x="11" y="44" width="13" height="9" rx="4" fill="#2d3748"/></svg>',
].join('');

/** What a simulated device says of itself; its `device-id` is the same at every start. */
export function describeSimulatedDevice({ user }: Account, nickname: string): HandlerDescription {
  const deviceId = createHash('sha256')
    .update(JSON.stringify([user.toLowerCase(), nickname]))
    .digest('base64url');
  return {
    nickname,
    'device-id': deviceId,
    vendor: 'Byway',
    img: `data:image/svg+xml,${encodeURIComponent(picture)}`,
    mic: { id: simulatedSource, 'param-sets': audio },
    spk: { id: simulatedSink, 'param-sets': audio },
  };
}
