import type { DialogState } from '../dialog-table.ts';

/** One end of a dialog, as far as its notifier tells. */
export interface ReportedParty {
  /** The URI of who it is. */
  readonly identity?: string;
  readonly display?: string;
  /** The URI of where it is. */
  readonly target?: string;
}

/** A dialog as its notifier reports it (RFC 4235, 4.1.2). */
export interface ReportedDialog {
  /** What tells it from the other dialogs of its notifier; '' where that names it in no way. */
  readonly id: string;
  readonly callId?: string;
  readonly localTag?: string;
  readonly remoteTag?: string;
  readonly direction?: 'initiator' | 'recipient';
  readonly state: DialogState;
  /** Why it is terminated, in the notifier's word. */
  readonly event?: string;
  readonly local: ReportedParty;
  readonly remote: ReportedParty;
}

/** What a document of the dialog event package says. */
export interface DialogReport {
  /** Number of the document in its subscription; absent where the notifier does not count. */
  readonly version?: number;
  /** All dialogs there are, or those alone that changed. */
  readonly state: 'full' | 'partial';
  readonly dialogs: readonly ReportedDialog[];
}

export type DialogReportErrorCode =
  'too-large' | 'too-deep' | 'too-many' | 'document-type' | 'malformed' | 'other-kind';

/** Why a text is no document of the dialog event package. */
export class DialogReportError extends Error {
  readonly code: DialogReportErrorCode;

  constructor(code: DialogReportErrorCode, options?: ErrorOptions) {
    super(code, options);
    this.name = 'DialogReportError';
    this.code = code;
  }
}
