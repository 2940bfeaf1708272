/** A table as the documents of the IETF draw them. A heading may have several lines. */
export function textTable(headings: readonly (readonly string[])[], rows: readonly (readonly string[])[]): string {
  const widths = headings.map((lines, column) =>
    Math.max(...lines.map(({ length }) => length), ...rows.map((row) => row[column]?.length ?? 0)),
  );
  const rule = `+${widths.map((width) => '-'.repeat(width + 2)).join('+')}+`;
  const line = (cells: readonly (string | undefined)[]): string =>
    `|${widths.map((width, column) => ` ${(cells[column] ?? '').padEnd(width)} `).join('|')}|`;
  const height = Math.max(...headings.map(({ length }) => length));
  const head = Array.from({ length: height }, (_, at) => line(headings.map((lines) => lines[at])));
  return [rule, ...head, rule, ...rows.map(line), rule].join('\n');
}
