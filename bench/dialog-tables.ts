import { readHostPort } from '../src-main/dialog-package/sip/host-port.ts';
import { askByway, type BywayFindings } from './dialog-tables/ask-byway.ts';
import { askPhone } from './dialog-tables/ask-phone.ts';
import { rowOf } from './dialog-tables/decide.ts';
import type { AskedUri } from './dialog-tables/findings.ts';
import { publishedRows, type Row } from './dialog-tables/rows.ts';
import { writeTables } from './dialog-tables/tables.ts';

export interface TablesAsked {
  /** Further phones to ask over UDP, each `HOST:PORT`. */
  readonly targets: readonly string[];
  /** The user of the first line of each of them. */
  readonly line: string;
}

/** What the tables found: as text, and Byway's and the targets' rows. */
export interface TablesFound {
  readonly text: string;
  readonly rows: readonly Row[];
  readonly lineTwoShownTo: BywayFindings['lineTwoShownTo'];
}

/**
 * Tables 1 to 3 of draft-worley-sipping-dialog-00 with its five rows, Byway's, and one for each target. Rejects with a
 * `SipSyntaxError` for a target that names no place.
 */
export async function dialogTables({ targets, line }: TablesAsked): Promise<TablesFound> {
  const places = targets.map(readHostPort);
  const { findings, lineTwoShownTo } = await askByway();
  const rows = [rowOf(findings)];
  for (const place of places) rows.push(rowOf(await askPhone(place, line)));
  const isShownTo = (uri: AskedUri): string => (lineTwoShownTo.includes(uri) ? 'is' : 'is not');
  const text = [
    writeTables([...publishedRows, ...rows]),
    '',
    'Byway takes no calls over SIP; the calls that it reports are calls of RIPP to line 1.',
    `A call to line 2 ${isShownTo('line-1')} reported for the SUBSCRIBE on line 1, and ${isShownTo('no-user')} for that on no user.`,
  ].join('\n');
  return { text, rows, lineTwoShownTo };
}
