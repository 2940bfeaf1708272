import type { Row } from './rows.ts';
import { textTable } from './text-table.ts';

const userAgent = ['User', 'Agent'];

/** Tables 1 to 3 of draft-worley-sipping-dialog-00, section 3, with these rows. */
export function writeTables(rows: readonly Row[]): string {
  const table = (headings: readonly (readonly string[])[], cells: (row: Row) => readonly string[]): string =>
    textTable(
      [userAgent, ...headings],
      rows.map((row) => [row.name, ...cells(row)]),
    );
  return [
    'Method/user combinations accepted:',
    table(
      [
        ['SUBSCRIBE to', 'Line 1'],
        ['SUBSCRIBE to', 'no user'],
        ['INVITE to', 'Line 1'],
        ['INVITE to', 'no user'],
      ],
      ({ accepted }) => accepted,
    ),
    'Table 1',
    '',
    'Which SUBSCRIBEs report which INVITEs:',
    table(
      [
        ['INVITE on', 'Line 1,', 'SUBSCRIBE on', 'Line 1'],
        ['INVITE on', 'Line 1,', 'SUBSCRIBE on', 'no user'],
        ['INVITE on no', 'user,', 'SUBSCRIBE on', 'Line 1'],
        ['INVITE on no', 'user,', 'SUBSCRIBE on', 'no user'],
      ],
      ({ reported }) => reported,
    ),
    '"Y" means that the INVITE is reported for the SUBSCRIBE, "N" means that it is not,',
    '"-" means that the UA does not accept the INVITE or SUBSCRIBE',
    'Table 2',
    '',
    'Which data are present in the dialog events (for incoming calls):',
    table([['Call-Id, Tags'], ['Direction']], ({ identifiers }) => identifiers),
    'Table 3',
    '',
    'Which data are present in the dialog events (part 2):',
    table(
      [
        ['Local', 'identity'],
        ['Local', 'target'],
        ['Remote', 'identity'],
        ['Remote', 'target'],
      ],
      ({ parties }) => parties,
    ),
    '"To" means value of the To header, "Contact" means value of the appropriate Contact header,',
    '"From" means value of the From header, "Fixed value" means a fixed string,',
    '"Other" means a value of none of these, "-" means no value',
  ].join('\n');
}
