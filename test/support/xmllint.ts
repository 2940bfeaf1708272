import { spawnSync } from 'node:child_process';
import { join } from 'node:path';

const schema = join(import.meta.dirname, 'schemas', 'dialog-info.xsd');

/** What Debian's `xmllint` says against a document of the dialog event package; empty where it is valid (RFC 4235, 4.4). */
export function complaintsAbout(document: string): string {
  const { status, stderr, error } = spawnSync('xmllint', ['--nonet', '--noout', '--schema', schema, '-'], {
    input: document,
    encoding: 'utf8',
  });
  if (error !== undefined) throw error;
  return status === 0 ? '' : stderr;
}
