import type { ReportedDialog } from '../../src-main/dialog-package/documents/dialog-report.ts';

/** The URIs of which the document asks: that of the first line, and the one without a user. */
export const askedUris = ['line-1', 'no-user'] as const;
export type AskedUri = (typeof askedUris)[number];

/** What a dialog of an incoming call can be compared with: the headers of the call, or what stands in their place. */
export interface CallValues {
  readonly from: string;
  readonly to: string;
  /** The Contact of who calls. */
  readonly callerContact: string;
  /** The Contact of who is called; absent where it never told one. */
  readonly calleeContact?: string;
}

/** A call to a user agent, and the dialogs that it reported because of it. */
export interface SeenCall {
  readonly values: CallValues;
  /** By whom was told; absent for a SUBSCRIBE that was not accepted. */
  readonly reports: Partial<Readonly<Record<AskedUri, readonly ReportedDialog[]>>>;
}

/** What a user agent did when it was asked the questions of draft-worley-sipping-dialog-00, section 3. */
export interface Findings {
  readonly name: string;
  /** Final status by what was asked, or the best provisional one of a phone that rings; absent without any response. */
  readonly subscribe: Partial<Readonly<Record<AskedUri, number>>>;
  readonly invite: Partial<Readonly<Record<AskedUri, number>>>;
  /** Calls that the user agent took, by the URI that was called. */
  readonly calls: Partial<Readonly<Record<AskedUri, SeenCall>>>;
}
