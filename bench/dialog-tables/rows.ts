type Four = readonly [string, string, string, string];

/** What the tables say of one user agent, in the notation of draft-worley-sipping-dialog-00, section 3. */
export interface Row {
  readonly name: string;
  /** Responses to SUBSCRIBE to line 1 and no user, and to INVITE likewise. */
  readonly accepted: Four;
  /** INVITE on line 1 as reported to line 1 and no user, and INVITE on no user likewise. */
  readonly reported: Four;
  /** Call-Id and tags; direction. */
  readonly identifiers: readonly [string, string];
  /** Local identity and target, remote identity and target. */
  readonly parties: Four;
}

/** The rows that the document published in 2005. */
export const publishedRows: readonly Row[] = [
  row('A', '200 404 200 404', 'Y - - -', 'N N', ['-', '-', '-', '-']),
  row('B', '200 404 200 404', 'Y - - -', 'Y Y', ['To', 'Contact', 'From', '-']),
  row('C', '404 200 200 200', '- Y - Y', 'Y Y', ['-', 'To', 'Contact', '-']),
  row('D', '200 200 200 200', 'Y N N Y', 'Y Y', ['To', 'To', 'From', 'From']),
  row('E', '200 404 200 404', 'Y - - -', 'Y Y', ['To', 'Fixed value', 'From', 'Contact']),
];

function row(name: string, accepted: string, reported: string, identifiers: string, parties: Four): Row {
  const cells = (text: string): readonly string[] => text.split(' ');
  return {
    name,
    accepted: cells(accepted) as unknown as Four,
    reported: cells(reported) as unknown as Four,
    identifiers: cells(identifiers) as unknown as readonly [string, string],
    parties,
  };
}
