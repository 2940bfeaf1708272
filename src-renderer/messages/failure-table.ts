import type { PhoneErrorCode, PhoneFailure } from '../../src-bridge/phone-error.ts';

/** How loudly a failure is shown. */
export type Severity = 'notice' | 'warning' | 'error';
/** What a button beside the sentence offers, where the page can do something itself. */
export type FailureAction = 'retry' | 'save-diagnostics' | 'choose-device';
/** A sentence and a next step for each code, and the sentence where the failure has a detail that says what it was. */
export type FailureTexts = Readonly<
  Record<PhoneErrorCode, readonly [sentence: string, nextStep: string, withDetail?: (detail: string) => string]>
>;

export interface FailureView {
  readonly severity: Severity;
  readonly sentence: string;
  readonly nextStep: string;
  readonly action?: FailureAction;
}

interface FailureRule {
  readonly severity: Severity;
  readonly action?: FailureAction;
  /** The provider's own reason says more than our sentence. */
  readonly detailIsReason?: true;
}

const rules: Readonly<Record<PhoneErrorCode, FailureRule>> = {
  'unknown-authority': { severity: 'error' },
  'bad-certificate': { severity: 'error' },
  'other-key': { severity: 'error' },
  'not-ripp': { severity: 'error' },
  'no-line': { severity: 'error' },
  'sign-in-required': { severity: 'warning' },
  'sign-in-refused': { severity: 'error' },
  'sign-in-timeout': { severity: 'warning' },
  forbidden: { severity: 'warning', detailIsReason: true },
  unreachable: { severity: 'warning' },
  'call-ended': { severity: 'notice' },
  'device-unavailable': { severity: 'warning', action: 'choose-device' },
  'device-not-connected': { severity: 'warning' },
  'device-refused': { severity: 'warning' },
  'device-replaced': { severity: 'notice' },
  'transfer-failed': { severity: 'warning' },
  'bad-number': { severity: 'warning' },
  overloaded: { severity: 'warning' },
  'bad-response': { severity: 'error', action: 'save-diagnostics' },
  'refused-request': { severity: 'error', action: 'save-diagnostics' },
  offline: { severity: 'warning', action: 'retry' },
  'no-such-call': { severity: 'notice' },
  'not-now': { severity: 'notice' },
  'bad-command': { severity: 'error' },
  'demo-failed': { severity: 'error', action: 'save-diagnostics' },
  'settings-not-saved': { severity: 'error' },
  'contacts-not-saved': { severity: 'error' },
  'not-running': { severity: 'error' },
  internal: { severity: 'error', action: 'save-diagnostics' },
};

/** What the person reads for `failure`, in the language of `texts`: how loud, what happened, what to do, what to press. */
export function describeFailure(failure: PhoneFailure, texts: FailureTexts): FailureView {
  const { severity, action, detailIsReason } = rules[failure.code];
  const { detail } = failure;
  const [sentence, nextStep, withDetail] = texts[failure.code];
  const reason = detailIsReason && detail !== undefined ? asSentence(detail) : undefined;
  const particular = detail === undefined ? undefined : withDetail?.(detail);
  return {
    severity,
    sentence: reason ?? particular ?? sentence,
    nextStep,
    ...(action === undefined ? {} : { action }),
  };
}

function asSentence(reason: string): string {
  const text = reason.trim();
  const capitalized = text.charAt(0).toUpperCase() + text.slice(1);
  return /[.!?]$/.test(capitalized) ? capitalized : `${capitalized}.`;
}
