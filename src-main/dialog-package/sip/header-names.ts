const compactNames = new Map([
  ['a', 'Accept-Contact'],
  ['b', 'Referred-By'],
  ['c', 'Content-Type'],
  ['d', 'Request-Disposition'],
  ['e', 'Content-Encoding'],
  ['f', 'From'],
  ['i', 'Call-ID'],
  ['j', 'Reject-Contact'],
  ['k', 'Supported'],
  ['l', 'Content-Length'],
  ['m', 'Contact'],
  ['o', 'Event'],
  ['r', 'Refer-To'],
  ['s', 'Subject'],
  ['t', 'To'],
  ['u', 'Allow-Events'],
  ['v', 'Via'],
  ['x', 'Session-Expires'],
  ['y', 'Identity'],
]);

/** Names whose capital letters are not those of their words. */
const oddNames = new Map(
  ['Call-ID', 'CSeq', 'MIME-Version', 'WWW-Authenticate', 'RSeq', 'RAck'].map((name) => [name.toLowerCase(), name]),
);

const listNames = new Set([
  'Accept',
  'Accept-Encoding',
  'Accept-Language',
  'Alert-Info',
  'Allow',
  'Allow-Events',
  'Call-Info',
  'Contact',
  'Content-Encoding',
  'Content-Language',
  'Error-Info',
  'In-Reply-To',
  'Proxy-Require',
  'Record-Route',
  'Require',
  'Route',
  'Supported',
  'Unsupported',
  'Via',
  'Warning',
]);

/** The name of a header field as RFC 3261 writes it, for a name in any case or its compact form (7.3.3). */
export function longHeaderName(name: string): string {
  const small = name.toLowerCase();
  const known = compactNames.get(small) ?? oddNames.get(small);
  return known ?? small.replace(/(?:^|-)[a-z]/gu, (start) => start.toUpperCase());
}

/** Whether a field of this name holds a list that commas divide. Those of digest have commas and are none (7.3.1). */
export function isListHeader(longName: string): boolean {
  return listNames.has(longName);
}
