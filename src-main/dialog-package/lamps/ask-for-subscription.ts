import type { DigestClient } from '../digest/digest-client.ts';
import type { SipEndpoint } from '../sip/sip-endpoint.ts';
import { headerOf } from '../sip/sip-headers.ts';
import type { SipResponse } from '../sip/sip-message.ts';
import type { SubscriptionDialog } from './subscription-dialog.ts';
import { badAnswer, endByResponse, isPassing, unreachable, type SubscriptionEnd } from './subscription-end.ts';

/** How a SUBSCRIBE came out. `isPassing`: a subscription that there was is there still. */
export type SubscribeResult =
  | { readonly kind: 'granted'; readonly expiresS: number }
  | { readonly kind: 'failed'; readonly end: SubscriptionEnd; readonly isPassing: boolean };

export interface AskOptions {
  readonly endpoint: Pick<SipEndpoint, 'request' | 'localFor'>;
  readonly dialog: SubscriptionDialog;
  readonly digest: DigestClient;
  readonly expiresS: number;
}

/** A challenge may be followed by one for a nonce that has grown old meanwhile, and by a proxy's. */
const mostChallenges = 3;
const longestExpiresS = 86_400;

/**
 * Sends a SUBSCRIBE, again with a proof of our key where that is wanted, and again for longer where it is refused as
 * too brief (RFC 6665, 4.1.2). Never rejects.
 */
export async function askForSubscription(options: AskOptions): Promise<SubscribeResult> {
  const { dialog, digest } = options;
  let { expiresS } = options;
  let challenges = 0;
  for (;;) {
    const response = await send(options, expiresS);
    if (response === undefined) return { kind: 'failed', end: unreachable, isPassing: true };
    const { status } = response;
    if (status >= 200 && status < 300) {
      dialog.takeGrant(response);
      return granted(response, expiresS);
    }
    const longer = status === 423 ? secondsOf(response, 'Min-Expires') : undefined;
    if (longer !== undefined && longer > expiresS && longer <= longestExpiresS) expiresS = longer;
    else if (!(isChallenge(status) && ++challenges <= mostChallenges && digest.take(response)))
      return { kind: 'failed', end: endByResponse(response), isPassing: isPassing(status) };
  }
}

/** The final response; undefined where there is none. */
async function send({ endpoint, dialog, digest }: AskOptions, expiresS: number): Promise<SipResponse | undefined> {
  try {
    const { destination } = dialog;
    const local = await endpoint.localFor(destination);
    const proofs = digest.prove('SUBSCRIBE', dialog.requestUri);
    return await endpoint.request(dialog.subscribe({ expiresS, local, proofs }), destination);
  } catch {
    return undefined;
  }
}

/** Nobody may grant more than was asked for; who names no time has granted that. */
function granted(response: SipResponse, askedS: number): SubscribeResult {
  const expiresS = Math.min(askedS, secondsOf(response, 'Expires') ?? askedS);
  if (expiresS > 0 || askedS === 0) return { kind: 'granted', expiresS };
  return { kind: 'failed', end: badAnswer, isPassing: false };
}

function isChallenge(status: number): boolean {
  return status === 401 || status === 407;
}

function secondsOf(response: SipResponse, name: string): number | undefined {
  const value = headerOf(response, name)?.trim() ?? '';
  return /^\d{1,10}$/u.test(value) ? Number(value) : undefined;
}
