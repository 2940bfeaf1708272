import { DatabaseSync } from 'node:sqlite';
import { contactSchema, type Contact } from '../../src-bridge/contacts.ts';
import type { ContactStore } from '../session/ports.ts';

const schema = `
  PRAGMA journal_mode = WAL;
  CREATE TABLE IF NOT EXISTS contacts (id TEXT PRIMARY KEY, contact TEXT NOT NULL);
`;

/**
 * Contacts in the SQLite file `path`, whose directory is there. One that is not ours, or of a later kind, is left alone
 * and not shown. Throws when the file cannot be opened. Closing twice is
 * harmless.
 */
export function openContactsFile(path: string): ContactStore & { close(): void } {
  const database = new DatabaseSync(path);
  database.exec(schema);
  const all = database.prepare('SELECT contact FROM contacts');
  const put = database.prepare('INSERT OR REPLACE INTO contacts (id, contact) VALUES (?, ?)');
  const drop = database.prepare('DELETE FROM contacts WHERE id = ?');
  return {
    load: async () => all.all().flatMap(({ contact }) => read(contact)),
    save: async (contact) => void put.run(contact.id, JSON.stringify(contact)),
    remove: async (id) => void drop.run(id),
    close: () => {
      if (database.isOpen) database.close();
    },
  };
}

function read(text: unknown): Contact[] {
  try {
    return [contactSchema.parse(JSON.parse(String(text)))];
  } catch {
    return [];
  }
}
