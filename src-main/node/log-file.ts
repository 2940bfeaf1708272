import { appendFileSync, mkdirSync, readFileSync, renameSync, statSync } from 'node:fs';
import { dirname } from 'node:path';
import type { Log } from '../session/ports.ts';

const maxBytes = 1024 * 1024;

/** A log that can be read back for diagnostics. */
export interface LogFile extends Log {
  /** Everything that is kept, oldest first. */
  collect(): string;
}

/** Nothing that looks like a bearer token or like a URI of a device or a call gets into the file. */
function withoutSecrets(line: string): string {
  return line
    .replaceAll(/Bearer\s+[\w.~+/=-]+/giu, 'Bearer …')
    .replaceAll(/(https:\/\/[^/\s"]+)\/[^\s"\\]*/giu, '$1/…')
    .replaceAll(/\beyJ[\w-]+\.[\w-]+\.[\w-]*/gu, '…');
}

/** JSON lines in `path`, with one older file of up to 1 MiB beside it. A disk that refuses costs the line, not the phone. */
export function openLogFile(path: string): LogFile {
  const older = `${path}.1`;
  let size = sizeOf(path);

  const write = (level: string, message: string, fields: Readonly<Record<string, unknown>> = {}): void => {
    const entry = { at: new Date().toISOString(), level, message, ...readable(fields) };
    const line = `${withoutSecrets(JSON.stringify(entry))}\n`;
    try {
      if (size === 0) mkdirSync(dirname(path), { recursive: true });
      if (size + line.length > maxBytes) {
        renameSync(path, older);
        size = 0;
      }
      appendFileSync(path, line, { mode: 0o600 });
      size += line.length;
    } catch {
      size = sizeOf(path);
    }
  };

  return {
    info: (message, fields) => write('info', message, fields),
    warn: (message, fields) => write('warn', message, fields),
    error: (message, fields) => write('error', message, fields),
    collect: () => [older, path].map(contentsOf).join(''),
  };
}

function readable(fields: Readonly<Record<string, unknown>>): Record<string, unknown> {
  return Object.fromEntries(
    Object.entries(fields).map(([name, value]) => [name, value instanceof Error ? causes(value) : value]),
  );
}

/** An error with its causes, as one line. */
function causes(error: Error): string {
  const cause = error.cause instanceof Error ? ` <- ${causes(error.cause)}` : '';
  return `${error.name}: ${error.message}${cause}`;
}

function sizeOf(path: string): number {
  return statSync(path, { throwIfNoEntry: false })?.size ?? 0;
}

function contentsOf(path: string): string {
  try {
    return readFileSync(path, 'utf8');
  } catch {
    return '';
  }
}
