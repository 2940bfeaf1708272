import { ProtocolError } from './protocol-error.ts';

/** The roots that a client derives from an authority; every other URI it is given (PROTOCOL 1). */
export interface Roots {
  readonly root: string;
  readonly signInPage: string;
  readonly terminalGroups: string;
}

const authorityPattern =
  /^(?:[a-z0-9](?:[a-z0-9-]*[a-z0-9])?(?:\.[a-z0-9](?:[a-z0-9-]*[a-z0-9])?)*|\[[0-9a-f:.]+\])(?::\d{1,5})?$/iu;

/** The roots of `example.com` or `example.com:8443`. Throws a `ProtocolError` `malformed` for what is no authority. */
export function rootsOf(authority: string): Roots {
  if (!authorityPattern.test(authority) || !URL.canParse(`https://${authority}`))
    throw new ProtocolError('malformed', '', 'is not a host name with an optional port');
  const root = `https://${authority.toLowerCase()}/.well-known/ripp`;
  return { root, signInPage: `${root}-oauth`, terminalGroups: `${root}/providertgs` };
}
