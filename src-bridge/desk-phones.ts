/** Why nothing listens for desk phones. */
export const listenProblems = [
  'port-in-use',
  'port-reserved',
  'address-not-ours',
  'bad-certificate',
  'stopped',
  'failed',
] as const;
export type ListenProblem = (typeof listenProblems)[number];

/**
 *   off -> starting -> on | failed -> off
 */
export type DeskPhonesState =
  | { readonly kind: 'off' | 'starting' }
  /** `subscriptions`: how many desk phones and consoles watch now. */
  | {
      readonly kind: 'on';
      readonly address: string;
      readonly port: number;
      readonly tlsPort?: number;
      readonly subscriptions: number;
    }
  | { readonly kind: 'failed'; readonly problem: ListenProblem };
