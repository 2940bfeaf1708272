/** What a bench found: a name for each figure, its unit in the name, and how many samples stand behind it. */
export interface Figure {
  readonly median: number;
  readonly p95: number;
  readonly samples: number;
}

/** Median and 95th percentile of `values`, to two decimals. Throws on no values: a bench that measured nothing failed. */
export function figure(values: readonly number[]): Figure {
  if (values.length === 0) throw new Error('nothing was measured');
  const sorted = values.toSorted((a, b) => a - b);
  const at = (share: number): number =>
    sorted[Math.min(sorted.length - 1, Math.ceil(share * sorted.length) - 1)] ?? NaN;
  const round = (value: number): number => Math.round(value * 100) / 100;
  return { median: round(at(0.5)), p95: round(at(0.95)), samples: values.length };
}

/** The result of one bench: figures by name. */
export type Figures = Readonly<Record<string, Figure>>;
