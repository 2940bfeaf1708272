import type { Clock, Log } from './ports.ts';

const keptLines = 2000;
type Level = 'info' | 'warn' | 'error';

/** A log that passes everything on and remembers its newest lines, to be saved by the person. */
export interface Diagnostics extends Log {
  /** One line an entry: time, level, message, fields. */
  text(): string;
}

export function createDiagnostics(log: Log, clock: Clock): Diagnostics {
  const lines: string[] = [];
  const write = (level: Level) => (message: string, fields?: Readonly<Record<string, unknown>>) => {
    const time = new Date(clock.now()).toISOString();
    lines.push(`${time} ${level} ${message}${fields === undefined ? '' : ` ${JSON.stringify(fields)}`}`);
    if (lines.length > keptLines) lines.shift();
    log[level](message, fields);
  };
  return { info: write('info'), warn: write('warn'), error: write('error'), text: () => `${lines.join('\n')}\n` };
}
