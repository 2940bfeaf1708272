const secretNames = /token|secret|password|authorization|cookie|passport|verifier|^code$|^key$/iu;
const redacted = '…';

/**
 * A value as the log may keep it. A member named like a secret loses its value, whatever it is; text loses bearer
 * tokens, signed tokens and everything of an address behind its origin, as that names devices and calls. Errors become
 * one line with their causes.
 */
export function redact(value: unknown): unknown {
  if (typeof value === 'string') return redactText(value);
  if (value instanceof Error) return redactText(describe(value));
  if (Array.isArray(value)) return value.map(redact);
  if (typeof value !== 'object' || value === null) return typeof value === 'bigint' ? String(value) : value;
  return Object.fromEntries(
    Object.entries(value).map(([name, member]) => [name, secretNames.test(name) ? redacted : redact(member)]),
  );
}

function redactText(text: string): string {
  return text
    .replaceAll(/\bBearer\s+[^\s"',]+/giu, `Bearer ${redacted}`)
    .replaceAll(/\b([a-z][a-z\d+.-]*:\/\/[^/\s"'?#]+)[/?#][^\s"']*/giu, `$1/${redacted}`)
    .replaceAll(/\beyJ[\w-]+\.[\w-]+(?:\.[\w-]*)?/gu, redacted);
}

function describe(error: Error): string {
  const cause = error.cause instanceof Error ? ` <- ${describe(error.cause)}` : '';
  return `${error.name}: ${error.message}${cause}`;
}
