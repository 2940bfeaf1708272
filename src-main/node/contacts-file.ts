import { renameSync, rmSync } from 'node:fs';
import { DatabaseSync } from 'node:sqlite';
import { contactSchema, type Contact } from '../../src-bridge/contacts.ts';
import type { ContactStore } from '../session/ports.ts';

const schema = `
  PRAGMA journal_mode = WAL;
  CREATE TABLE IF NOT EXISTS contacts (id TEXT PRIMARY KEY, contact TEXT NOT NULL);
`;

/** Result codes of SQLite. */
const [corrupt, notADatabase] = [11, 26];

/**
 * Contacts in the SQLite file `path`, whose directory is there. One that is not ours, or of a later kind, is left alone
 * and not shown. A damaged file is kept aside as `….damaged`, and `wasReset` says so. Throws when no file can be opened.
 * Closing twice is harmless.
 */
export function openContactsFile(path: string): ContactStore & { readonly wasReset: boolean; close(): void } {
  const { database, wasReset } = openAnyway(path);
  const all = database.prepare('SELECT contact FROM contacts');
  const put = database.prepare('INSERT OR REPLACE INTO contacts (id, contact) VALUES (?, ?)');
  const drop = database.prepare('DELETE FROM contacts WHERE id = ?');
  return {
    wasReset,
    load: async () => all.all().flatMap(({ contact }) => read(contact)),
    save: async (contact) => void put.run(contact.id, JSON.stringify(contact)),
    remove: async (id) => void drop.run(id),
    close: () => {
      if (database.isOpen) database.close();
    },
  };
}

function openAnyway(path: string): { readonly database: DatabaseSync; readonly wasReset: boolean } {
  try {
    return { database: open(path), wasReset: false };
  } catch (error) {
    if (!isDamage(error)) throw error;
    renameSync(path, `${path}.damaged`);
    for (const rest of ['-wal', '-shm']) rmSync(`${path}${rest}`, { force: true });
    return { database: open(path), wasReset: true };
  }
}

function open(path: string): DatabaseSync {
  const database = new DatabaseSync(path);
  try {
    database.exec(schema);
    return database;
  } catch (error) {
    database.close();
    throw error;
  }
}

/** SQLite's word for a file that is no data base, or a broken one. */
function isDamage(error: unknown): boolean {
  const code = error instanceof Error && 'errcode' in error ? error.errcode : undefined;
  return code === notADatabase || code === corrupt;
}

function read(text: unknown): Contact[] {
  try {
    return [contactSchema.parse(JSON.parse(String(text)))];
  } catch {
    return [];
  }
}
