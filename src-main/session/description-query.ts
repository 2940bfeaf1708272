import { callDescriptionSchema, type CallDescription } from '../../src-protocol/call.ts';
import type { PhoneError } from '../../src-bridge/phone-error.ts';
import { LastingConnection } from './lasting-connection.ts';
import type { Clock } from './ports.ts';
import type { ProviderClient } from './provider-client.ts';
import type { ReconnectPolicy } from './reconnect-policy.ts';

export interface DescriptionQueryOptions {
  /** The call's URI, and a client that names this device on requests to it. */
  readonly uri: string;
  readonly client: ProviderClient;
  readonly clock: Clock;
  readonly policy: ReconnectPolicy;
  /** The question goes out: what comes on other ways from now on may be newer than the answer. */
  readonly onAsk: () => void;
  /** Gets what was answered; a `PhoneError` that it throws makes the answer a bad one, to be asked for again. */
  readonly onDescription: (description: CallDescription) => void;
  readonly onProblem: (problem: PhoneError) => void;
  /** The provider no longer has the call; `problem` may say how it ended. */
  readonly onGone: (problem: PhoneError) => void;
}

/** Asks the provider what it knows of a call (PROTOCOL 4), again and again until it answers well. */
export class DescriptionQuery {
  readonly #options: DescriptionQueryOptions;
  #asking: LastingConnection | undefined;

  constructor(options: DescriptionQueryOptions) {
    this.#options = options;
  }

  /** Asks now; an earlier question that is not answered yet is given up. */
  ask(): void {
    const { uri, client, onAsk, onDescription, onProblem, onGone } = this.#options;
    this.close();
    this.#asking = new LastingConnection({
      ...this.#options,
      attempt: async (signal) => {
        const answer = callDescriptionSchema;
        onAsk();
        onDescription(await client.json({ method: 'GET', uri, missing: 'call-ended', answer, signal }));
        return 'finished';
      },
      isFinal: (error) => error.code === 'call-ended' || error.code === 'sign-in-required',
      onStatus: (status) => {
        if (status.kind === 'waiting' && status.problem !== undefined) onProblem(status.problem);
        if (status.kind === 'closed' && status.problem?.code === 'call-ended') onGone(status.problem);
      },
    });
    void this.#asking.start();
  }

  retryNow(): void {
    this.#asking?.retryNow();
  }

  close(): void {
    this.#asking?.close();
  }
}
