/** What a challenge or credentials say (RFC 7235, 2.1). */
export interface AuthParameters {
  /** In small letters, such as `digest`. */
  readonly scheme: string;
  /** By their names in small letters, without quotes. */
  readonly parameters: ReadonlyMap<string, string>;
}

const scheme = /\s*([\w-]+)\s+/y;
const parameter = /\s*([\w-]+)\s*=\s*(?:"((?:[^"\\]|\\.)*)"|([^\s",]+))\s*(,|$)/y;
const mostParameters = 32;

/**
 * Reads the value of `WWW-Authenticate`, `Authorization` or one of their like, of one challenge or of one set of
 * credentials. Undefined for anything malformed, a parameter that is given twice included.
 */
export function readAuthParameters(value: string): AuthParameters | undefined {
  scheme.lastIndex = 0;
  const name = scheme.exec(value)?.[1]?.toLowerCase();
  if (name === undefined) return undefined;
  const parameters = new Map<string, string>();
  parameter.lastIndex = scheme.lastIndex;
  for (let isLast = false; !isLast;) {
    const [, key, quoted, plain, end] = parameter.exec(value) ?? [];
    if (key === undefined || parameters.has(key.toLowerCase()) || parameters.size === mostParameters) return undefined;
    parameters.set(key.toLowerCase(), quoted?.replace(/\\(.)/gu, '$1') ?? plain ?? '');
    isLast = end === '';
  }
  return { scheme: name, parameters };
}
