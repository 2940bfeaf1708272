import { appendFileSync, renameSync, statSync } from 'node:fs';
import type { Log } from '../session/ports.ts';
import { redact } from './redact.ts';

const oneMebibyte = 1024 * 1024;

/**
 * JSON lines in the file `path`, whose directory is there, with one older file beside it, each up to `maxBytes`.
 * Nothing gets in that `redact` takes out. A disk that refuses costs the line, not the phone.
 */
export function openLogFile(path: string, maxBytes = oneMebibyte): Log {
  let size = sizeOf(path);

  const write =
    (level: string) =>
    (message: string, fields: Readonly<Record<string, unknown>> = {}) => {
      try {
        const entry = { at: new Date().toISOString(), level, message: redact(message), ...(redact(fields) as object) };
        const line = Buffer.from(`${JSON.stringify(entry)}\n`);
        if (size > 0 && size + line.length > maxBytes) {
          renameSync(path, `${path}.1`);
          size = 0;
        }
        appendFileSync(path, line, { mode: 0o600 });
        size += line.length;
      } catch {
        size = sizeOf(path);
      }
    };

  return { info: write('info'), warn: write('warn'), error: write('error') };
}

function sizeOf(path: string): number {
  try {
    return statSync(path).size;
  } catch {
    return 0;
  }
}
