import { createHash } from 'node:crypto';
import type { HandlerDescription } from '../../src-protocol/handler.ts';
import type { Account } from '../accounts.ts';

/** The id of its microphone. */
export const simulatedSource = 1;
const simulatedSink = 2;
const audio = { opus: 1, PCMU: 1, PCMA: 1, 'telephone-event': 1, CN: 1, ptime: 20 };

/** A wall phone in lines that read on light and dark alike: its housing, its dial and its handset. */
const picture =
  '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 24 24" width="24" height="24" fill="none" ' +
  'stroke="#618780" stroke-width="1.6" stroke-linecap="round" stroke-linejoin="round">' +
  '<rect x="8" y="3" width="12" height="18" rx="2"/><path d="M5 5v14M4 5h2v3H4zM4 16h2v3H4z"/>' +
  '<circle cx="14" cy="9" r="3"/><path d="M11 16h6M11 18.5h6"/></svg>';

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
