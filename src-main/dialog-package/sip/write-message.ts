import type { SipMessage } from './sip-message.ts';

/** Nothing that a stranger chose, such as a name, may end a line of ours. */
function inOneLine(text: string): string {
  // eslint-disable-next-line no-control-regex -- these are what is looked for
  return text.replace(/[\u0000-\u0008\u000a-\u001f\u007f]/gu, ' ');
}

function startLineOf(message: SipMessage): string {
  if (message.kind === 'request') return `${message.method} ${message.uri} SIP/2.0`;
  return `SIP/2.0 ${message.status} ${message.reason}`;
}

/** Writes a message as its bytes. Content-Length is that of its body, whatever its fields say. */
export function writeSipMessage(message: SipMessage): Buffer {
  const body = Buffer.from(message.body);
  const fields = message.headers.filter(({ name }) => name !== 'Content-Length');
  const lines = [startLineOf(message), ...fields.map(({ name, value }) => `${name}: ${value}`)];
  const head = `${lines.map(inOneLine).join('\r\n')}\r\nContent-Length: ${body.length}\r\n\r\n`;
  return Buffer.concat([Buffer.from(head), body]);
}
