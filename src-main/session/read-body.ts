import { ProtocolError } from '../../src-protocol/protocol-error.ts';

/**
 * The whole body of a response. Throws a `ProtocolError` `too-large` over `maxBytes`, and then leaves the rest unread.
 */
export async function readBody(response: Response, maxBytes: number): Promise<Uint8Array> {
  if (response.body === null) return new Uint8Array(0);
  const parts: Uint8Array[] = [];
  let length = 0;
  const body: AsyncIterable<Uint8Array> = response.body;
  for await (const part of body) {
    length += part.length;
    if (length > maxBytes) throw new ProtocolError('too-large', '', `the body is over ${maxBytes} bytes`);
    parts.push(part);
  }
  const [only] = parts;
  return parts.length === 1 && only !== undefined ? only : joined(parts, length);
}

function joined(parts: readonly Uint8Array[], length: number): Uint8Array {
  const whole = new Uint8Array(length);
  let offset = 0;
  for (const part of parts) {
    whole.set(part, offset);
    offset += part.length;
  }
  return whole;
}
