import { headersOf } from '../sip/sip-headers.ts';
import { readParameters, writeParameters } from '../sip/parameters.ts';
import type { SipRequest } from '../sip/sip-message.ts';
import { Refusal } from './refusal.ts';

/** Which dialogs are asked for; each member that is there must fit (RFC 4235, 3.2). */
export interface DialogFilter {
  readonly callId?: string | undefined;
  /** Our tag, and that of the other side of the call. */
  readonly toTag?: string | undefined;
  readonly fromTag?: string | undefined;
}

/** What a SUBSCRIBE asks for. */
export interface AskedEvent {
  /** The calls of the line on every device (RFC 7463), not those of this device. */
  readonly isShared: boolean;
  readonly filter: DialogFilter;
  /** Tells subscriptions of one dialog apart (RFC 6665, 8.2.1). */
  readonly id: string | undefined;
  /** The Event of the NOTIFYs. */
  readonly written: string;
}

/** Parameters that a NOTIFY repeats. */
const repeated = new Set(['id', 'shared', 'sla']);

/**
 * Reads the Event of a SUBSCRIBE. Parameters that we do not know say nothing. Throws a `Refusal` 489 for every other
 * package, and a `SipSyntaxError`.
 */
export function readAskedEvent(request: SipRequest): AskedEvent {
  const [event, ...others] = headersOf(request, 'Event');
  const badEvent = new Refusal(489, { 'Allow-Events': 'dialog' });
  if (event === undefined || others.length > 0) throw badEvent;
  const { value, parameters } = readParameters(event);
  if (value.trim() !== 'dialog') throw badEvent;
  return {
    isShared: parameters.has('shared'),
    filter: {
      callId: parameters.get('call-id'),
      toTag: parameters.get('to-tag'),
      fromTag: parameters.get('from-tag'),
    },
    id: parameters.get('id'),
    written: `dialog${writeParameters(new Map([...parameters].filter(([name]) => repeated.has(name))))}`,
  };
}
