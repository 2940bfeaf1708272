import { longHeaderName } from './header-names.ts';
import type { SipHeader } from './sip-message.ts';

interface WithHeaders {
  readonly headers: readonly SipHeader[];
}

/** The first value of a field; undefined where there is none. `name` may be in any case. */
export function headerOf(message: WithHeaders, name: string): string | undefined {
  const long = longHeaderName(name);
  return message.headers.find((header) => header.name === long)?.value;
}

/** Every value of a field, in order; of a list, one a member. */
export function headersOf(message: WithHeaders, name: string): readonly string[] {
  const long = longHeaderName(name);
  return message.headers.filter((header) => header.name === long).map(({ value }) => value);
}
