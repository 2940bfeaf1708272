/** What is changed in a good SUBSCRIBE; undefined leaves a field out. */
interface Change {
  readonly startLine?: string;
  readonly fields?: Readonly<Record<string, string | undefined>>;
  /** Lines as they are, behind the other fields. */
  readonly lines?: readonly string[];
  readonly body?: string;
}

const goodFields: Readonly<Record<string, string | undefined>> = {
  Via: 'SIP/2.0/UDP 192.0.2.9:5070;branch=z9hG4bKtorture',
  'Max-Forwards': '70',
  From: '<sip:bob@192.0.2.9>;tag=b',
  To: '<sip:alice@192.0.2.1>',
  'Call-ID': 'torture@192.0.2.9',
  CSeq: '1 SUBSCRIBE',
  Contact: '<sip:bob@192.0.2.9:5070>',
  Event: 'dialog',
  'Content-Length': '0',
};

/** A message of the torture as its bytes; characters are bytes (Latin-1). */
export function tortureBytes({ startLine, fields = {}, lines = [], body = '' }: Change): Buffer {
  const all = Object.entries({ ...goodFields, ...fields }).filter(([, value]) => value !== undefined);
  const head = [
    startLine ?? 'SUBSCRIBE sip:alice@192.0.2.1 SIP/2.0',
    ...all.map(([name, value]) => `${name}: ${value ?? ''}`),
    ...lines,
  ];
  return Buffer.from(`${head.join('\r\n')}\r\n\r\n${body}`, 'latin1');
}

const long = 'x'.repeat(2000);

/** Odd, and right (RFC 4475, 3.1.1, and more in its spirit). */
export const rightMessages: readonly (readonly [string, Change])[] = [
  ['as everybody writes it', {}],
  ['a method of odd characters', { startLine: "!x-._*+`'~%1 sip:a@h SIP/2.0", fields: { CSeq: "1 !x-._*+`'~%1" } }],
  ['a version in small letters', { startLine: 'SUBSCRIBE sip:a@h sip/2.0' }],
  ['fields folded in every place', { lines: ['Subject:', ' \t a', '\tb', 'X-Y: c', '  d'] }],
  ['spaces around every colon', { lines: ['Subject \t :x', 'X-Y:y', 'X-Z :'] }],
  ['names in any case', { fields: { 'Call-ID': undefined, 'CALL-id': 'x', CSeq: undefined, cseq: '1 SUBSCRIBE' } }],
  [
    'names in their compact forms',
    {
      fields: {
        Via: undefined,
        From: undefined,
        To: undefined,
        'Call-ID': undefined,
        Contact: undefined,
        Event: undefined,
      },
      lines: ['v:SIP/2.0/UDP h', 'f:sip:b@h', 't:sip:a@h', 'i:1', 'm:sip:b@h', 'o:dialog'],
    },
  ],
  ['a field that nobody knows', { lines: ['X-UnknownHeader: "," ;;,, <>"', 'NewFangled: <<>> ,;:="'] }],
  ['an unbalanced quote where it is no quote', { lines: ['Subject: 5" disk'] }],
  ['escapes in the user', { startLine: 'SUBSCRIBE sip:%61%6c%69ce%40h@192.0.2.1 SIP/2.0' }],
  ['an escaped NUL in the user', { startLine: 'SUBSCRIBE sip:null-%00-null@example.com SIP/2.0' }],
  ['parameters in the user', { startLine: 'SUBSCRIBE sip:user;par=u%40example.net@example.com SIP/2.0' }],
  ['a URI of another scheme', { startLine: 'SUBSCRIBE nobodyKnowsThisScheme:totallyopaquecontent SIP/2.0' }],
  ['a telephone URI in To', { fields: { To: '<tel:+12025550110>', From: 'isbn:2983792873;tag=1' } }],
  ['a name that begins without a space before its bracket', { fields: { From: 'caller<sip:c@h>;tag=1' } }],
  ['an empty name', { fields: { From: '"" <sip:c@h>;tag=1' } }],
  ['quotes and brackets in a name', { fields: { From: '"A \\"B\\" \\\\ <sip:x@y>;tag=0," <sip:c@h>;tag=1' } }],
  ['a name in UTF-8', { fields: { From: 'J\xc3\xbcrgen <sip:c@h>;tag=1' } }],
  ['a name in Latin-1', { fields: { From: '"J\xfcrgen" <sip:c@h>;tag=1' } }],
  ['spaces around parameters', { fields: { To: '<sip:a@h> ; tag = 1 ; x = "y z"' } }],
  ['a semicolon that belongs to the URI', { fields: { Contact: '<sip:a@h;transport=tcp;lr>;expires=3' } }],
  [
    'a long name, tag, branch and Call-ID',
    {
      fields: { From: `"${long}" <sip:${long}@h>;tag=${long}`, Via: `SIP/2.0/UDP h;branch=${long}`, 'Call-ID': long },
    },
  ],
  ['eighty Vias in a line', { fields: { Via: Array.from({ length: 80 }, () => 'SIP/2.0/TCP h').join(', ') } }],
  ['spaces in a Via', { fields: { Via: 'SIP  /   2.0 /  UDP    192.0.2.2 : 5060 ;  branch=390skdjuw' } }],
  [
    'an IPv6 reference in Via and URI',
    {
      startLine: 'SUBSCRIBE sip:[2001:db8::10] SIP/2.0',
      fields: { Via: 'SIP/2.0/UDP [2001:db8::9:1];received=[2001:db8::9:255];branch=z9hG4bKx' },
    },
  ],
  ['an IPv4 address inside an IPv6 one', { fields: { Contact: '<sip:a@[::ffff:192.0.2.10]:5060>' } }],
  ['a transport that nobody knows', { fields: { Via: 'SIP/2.0/UNKNOWN h;branch=z9hG4bKx' } }],
  [
    'zeros before every number',
    { fields: { CSeq: '0000000000009 SUBSCRIBE', 'Max-Forwards': '0068', 'Content-Length': '000' } },
  ],
  ['the largest numbers', { fields: { CSeq: '2147483647 SUBSCRIBE', 'Max-Forwards': '255', Expires: '4294967295' } }],
  ['no Content-Length, and a body', { fields: { 'Content-Length': undefined }, body: 'anything' }],
  ['more than its body', { fields: { 'Content-Length': '2' }, body: 'abINVITE sip:x@y SIP/2.0\r\n\r\n' }],
  [
    'a body of every byte',
    {
      fields: { 'Content-Length': '256' },
      body: String.fromCharCode(...Array.from({ length: 256 }, (_value, byte) => byte)),
    },
  ],
  ['a Contact of a star', { fields: { Contact: '*' } }],
  ['an empty Accept and Supported', { lines: ['Accept:', 'Supported: '] }],
  ['an Authorization full of commas', { lines: ['Authorization: Digest username="a,b", realm="c", nc=1, x=,'] }],
];

/** Wrong, and what a request that could be answered is told; no status where nothing may be said. */
export const wrongMessages: readonly (readonly [string, Change, 400 | 505 | undefined])[] = [
  ['another version', { startLine: 'SUBSCRIBE sip:a@h SIP/7.0' }, 505],
  ['no version', { startLine: 'SUBSCRIBE sip:a@h' }, 400],
  ['two spaces in the start line', { startLine: 'SUBSCRIBE  sip:a@h SIP/2.0' }, 400],
  ['a space behind the start line', { startLine: 'SUBSCRIBE sip:a@h SIP/2.0 ' }, 400],
  ['spaces in the URI', { startLine: 'SUBSCRIBE sip:a@h; lr SIP/2.0' }, 400],
  ['brackets around the URI', { startLine: 'SUBSCRIBE <sip:a@h> SIP/2.0' }, 400],
  ['a bad escape in the URI', { startLine: 'SUBSCRIBE sip:a%zz@h SIP/2.0' }, 400],
  ['a port beyond 65535 in the URI', { startLine: 'SUBSCRIBE sip:a@h:70000 SIP/2.0' }, 400],
  ['a URI without a scheme', { startLine: 'SUBSCRIBE alice SIP/2.0' }, 400],
  ['a method that is no token', { startLine: 'SUB"SCRIBE sip:a@h SIP/2.0' }, 400],
  ['a start line that is folded', { startLine: 'SUBSCRIBE sip:a@h SIP/2.0\r\n X: y' }, 400],
  ['empty parameters and members in Via', { fields: { Via: 'SIP/2.0/UDP 192.0.2.15;;,;,,' } }, undefined],
  ['a comma for a member of Contact', { fields: { Contact: '<sip:a@h>,' } }, 400],
  ['an unquoted comma in a name of Contact', { fields: { Contact: 'Bell, Alexander <sip:a@h>' } }, 400],
  ['an unbalanced quote in To', { fields: { To: '"Mr. J. User <sip:a@h>' } }, 400],
  ['an unbalanced bracket in From', { fields: { From: '<sip:a@h' } }, 400],
  ['a URI with headers and no brackets', { fields: { Contact: 'sip:a@h?Route=%3Csip:x%3E' } }, 400],
  ['spaces inside the brackets', { fields: { To: '< sip:a@h >' } }, 400],
  ['a tag twice', { fields: { From: '<sip:a@h>;tag=1;tag=2' } }, 400],
  ['a port beyond 65535 in Contact', { fields: { Contact: '<sip:a@h:99999>' } }, 400],
  ['a port of 0 in Via', { fields: { Via: 'SIP/2.0/UDP h:0' } }, undefined],
  ['a CSeq beyond all numbers', { fields: { CSeq: '36893488147419103232 SUBSCRIBE' } }, 400],
  ['a CSeq of 2^31', { fields: { CSeq: '2147483648 SUBSCRIBE' } }, 400],
  ['a negative CSeq', { fields: { CSeq: '-1 SUBSCRIBE' } }, 400],
  ['a CSeq of another method', { fields: { CSeq: '1 NOTIFY' } }, 400],
  ['an Expires of 2^32', { fields: { Expires: '4294967296' } }, 400],
  ['an Expires that is no number', { fields: { Expires: '0x10' } }, 400],
  ['a Max-Forwards of 256', { fields: { 'Max-Forwards': '256' } }, 400],
  ['a negative Content-Length', { fields: { 'Content-Length': '-999' } }, 400],
  ['a Content-Length beyond all numbers', { fields: { 'Content-Length': '9'.repeat(400) } }, 400],
  ['a body shorter than its length', { fields: { 'Content-Length': '9999' }, body: 'short' }, 400],
  ['two Call-IDs', { lines: ['Call-ID: other'] }, 400],
  ['two CSeqs', { lines: ['CSeq: 2 SUBSCRIBE'] }, 400],
  ['two Froms in both forms', { lines: ['f: <sip:x@h>;tag=2'] }, 400],
  ['two Tos', { lines: ['To: <sip:x@h>'] }, 400],
  ['two Events', { lines: ['o: presence'] }, 400],
  ['two lengths', { lines: ['l: 0'] }, 400],
  ['a Call-ID of two words', { fields: { 'Call-ID': 'a b' } }, 400],
  ['no Via', { fields: { Via: undefined } }, undefined],
  ['no From', { fields: { From: undefined } }, undefined],
  ['no To', { fields: { To: undefined } }, undefined],
  ['no Call-ID', { fields: { 'Call-ID': undefined } }, undefined],
  ['no CSeq', { fields: { CSeq: undefined } }, undefined],
  ['a line without a colon', { lines: ['nonsense'] }, 400],
  ['a name of a field with a space in it', { lines: ['X Y: z'] }, 400],
  ['a name of a field that is empty', { lines: [': z'] }, 400],
  ['an escaped NUL in a name', { fields: { From: '"\\\0" <sip:c@h>;tag=1' } }, undefined],
  ['a bell in a field', { lines: ['Subject: \x07'] }, 400],
  ['a bare line feed', { lines: ['Subject: a\nX: b'] }, 400],
  ['a bare carriage return', { lines: ['Subject: a\rX: b'] }, 400],
  ['more fields than may be', { lines: Array.from({ length: 200 }, () => 'X: y') }, 400],
  [
    'more members of a list than may be',
    { lines: [`Supported: ${Array.from({ length: 300 }, () => 'a').join()}`] },
    400,
  ],
  ['an ACK that is bad', { startLine: 'ACK sip:a@h:0 SIP/2.0', fields: { CSeq: '1 ACK' } }, undefined],
  ['a response with a status of 4 digits', { startLine: 'SIP/2.0 4294967301 better not' }, undefined],
  ['a response with a status of 99', { startLine: 'SIP/2.0 099 low' }, undefined],
  ['a response with a status of 700', { startLine: 'SIP/2.0 700 high' }, undefined],
  ['a response of another version', { startLine: 'SIP/7.0 200 OK' }, undefined],
];
