import { readHostPort, writeHostPort } from './host-port.ts';
import { isToken, readParameterParts, writeParameters, type Parameters } from './parameters.ts';
import { SipSyntaxError } from './sip-syntax-error.ts';
import { splitOutside } from './split-outside.ts';

/** One step of the way that a request took (RFC 3261, 20.42). */
export interface Via {
  /** In capital letters, such as `UDP`. */
  readonly transport: string;
  readonly host: string;
  readonly port?: number;
  readonly parameters: Parameters;
}

function badVia(): SipSyntaxError {
  return new SipSyntaxError('bad-header', 'Via');
}

/** Reads `SIP/2.0/UDP host:port;branch=...`. Throws a `SipSyntaxError`. */
export function readVia(value: string): Via {
  const [sent = '', ...parts] = splitOutside(value, ';');
  const slash = sent.indexOf('/', sent.indexOf('/') + 1);
  const [name, version] = sent.slice(0, Math.max(0, slash)).split('/');
  if (name?.trim().toUpperCase() !== 'SIP' || version?.trim() !== '2.0') throw badVia();
  const rest = sent.slice(slash + 1).trimStart();
  const space = rest.search(/[ \t]/u);
  const transport = rest.slice(0, Math.max(0, space)).toUpperCase();
  if (!isToken(transport)) throw badVia();
  return { transport, ...readHostPort(rest.slice(space).trim()), parameters: readParameterParts(parts) };
}

/** Writes what `readVia` reads. */
export function writeVia(via: Via): string {
  return `SIP/2.0/${via.transport} ${writeHostPort(via)}${writeParameters(via.parameters)}`;
}
