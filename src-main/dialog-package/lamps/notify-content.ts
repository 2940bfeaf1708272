import { readDialogInfo } from '../documents/read-dialog-info.ts';
import { DialogReportError, type DialogReport, type DialogReportErrorCode } from '../documents/dialog-report.ts';
import { readParameters } from '../sip/parameters.ts';
import { headerOf } from '../sip/sip-headers.ts';
import type { SipRequest } from '../sip/sip-message.ts';
import { endByNotifier, type SubscriptionEnd } from './subscription-end.ts';

/** What `Subscription-State` says (RFC 6665, 8.2.3). */
export type NotifiedState =
  | { readonly kind: 'active'; readonly expiresS?: number }
  | { readonly kind: 'pending' }
  | { readonly kind: 'terminated'; readonly end: SubscriptionEnd };

/** The dialogs that a NOTIFY tells of, or why they cannot be read. */
export type NotifiedReport =
  | { readonly kind: 'none' }
  | { readonly kind: 'report'; readonly report: DialogReport }
  | { readonly kind: 'bad'; readonly code: DialogReportErrorCode };

/** Whether a NOTIFY is about dialogs. */
export function isOfDialogs(request: SipRequest): boolean {
  return parametersOf(request, 'Event')?.value.toLowerCase() === 'dialog';
}

/** What the notifier says of the subscription; who says nothing goes on. */
export function notifiedState(request: SipRequest): NotifiedState {
  const { value, parameters } = parametersOf(request, 'Subscription-State') ?? { value: 'active' };
  const state = value.toLowerCase();
  if (state === 'terminated') {
    return { kind: 'terminated', end: endByNotifier(parameters?.get('reason'), parameters?.get('retry-after')) };
  }
  if (state === 'pending') return { kind: 'pending' };
  const expires = parameters?.get('expires') ?? '';
  return { kind: 'active', ...(/^\d{1,10}$/u.test(expires) && { expiresS: Number(expires) }) };
}

/** Reads the body of a NOTIFY. */
export function notifiedReport(request: SipRequest): NotifiedReport {
  if (request.body.trim() === '') return { kind: 'none' };
  const type = parametersOf(request, 'Content-Type')?.value.toLowerCase();
  if (type !== 'application/dialog-info+xml') return { kind: 'bad', code: 'other-kind' };
  try {
    return { kind: 'report', report: readDialogInfo(request.body) };
  } catch (error) {
    if (error instanceof DialogReportError) return { kind: 'bad', code: error.code };
    throw error;
  }
}

function parametersOf(request: SipRequest, name: string): ReturnType<typeof readParameters> | undefined {
  try {
    return readParameters(headerOf(request, name) ?? '');
  } catch {
    return undefined;
  }
}
