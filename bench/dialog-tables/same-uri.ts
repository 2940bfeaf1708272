import type { SipUri } from '../../src-main/dialog-package/sip/sip-message.ts';
import { readSipUri } from '../../src-main/dialog-package/sip/sip-uri.ts';

/**
 * Whether two URIs name the same (RFC 3261, 19.1.4): user, host and port, and the `gr` that tells devices apart; other
 * parameters do not matter here. What is no SIP URI names the same as itself.
 */
export function isSameUri(a: string, b: string): boolean {
  const left = orUndefined(a);
  const right = orUndefined(b);
  if (left === undefined || right === undefined) return a === b;
  return (
    left.user === right.user &&
    left.host === right.host &&
    portOf(left) === portOf(right) &&
    left.parameters.get('gr') === right.parameters.get('gr')
  );
}

function orUndefined(text: string): SipUri | undefined {
  try {
    return readSipUri(text);
  } catch {
    return undefined;
  }
}

function portOf({ scheme, port }: SipUri): number {
  return port ?? (scheme === 'sips' ? 5061 : 5060);
}
