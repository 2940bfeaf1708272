import { DatabaseSync } from 'node:sqlite';
import { z } from 'zod';
import { parseJson, check } from '../../src-protocol/check.ts';
import { handlerDescriptionSchema } from '../../src-protocol/handler.ts';
import type { LegRecord } from '../calls/leg-record.ts';
import type { ProviderStore, StoredGroup, StoredHandler } from './provider-store.ts';

const schema = `
  PRAGMA journal_mode = WAL;
  CREATE TABLE IF NOT EXISTS groups (id TEXT PRIMARY KEY, user TEXT NOT NULL, number TEXT NOT NULL UNIQUE);
  CREATE TABLE IF NOT EXISTS handlers (id TEXT PRIMARY KEY, group_id TEXT NOT NULL, description TEXT NOT NULL);
  CREATE INDEX IF NOT EXISTS handlers_of_group ON handlers (group_id);
  CREATE TABLE IF NOT EXISTS tokens (hash TEXT PRIMARY KEY, user TEXT NOT NULL);
`;

const groupRow = z.object({ id: z.string(), user: z.string(), number: z.string() });
const handlerRow = z.object({ id: z.string(), group_id: z.string(), description: z.string() });
const tokenRow = z.object({ user: z.string() });

/**
 * The store in one SQLite file, or in memory for `:memory:`; calls do not outlive it. The one process that has it open
 * keeps it. Throws when the file cannot be opened.
 */
export function openSqliteStore(path: string): ProviderStore {
  const database = new DatabaseSync(path);
  database.exec(schema);
  const findGroup = database.prepare('SELECT id, user, number FROM groups WHERE number = ?');
  const putGroup = database.prepare('INSERT OR REPLACE INTO groups (id, user, number) VALUES (?, ?, ?)');
  const findHandlers = database.prepare(
    'SELECT id, group_id, description FROM handlers WHERE group_id = ? ORDER BY rowid',
  );
  const putHandler = database.prepare(
    'INSERT INTO handlers (id, group_id, description) VALUES (?, ?, ?) ON CONFLICT (id) DO UPDATE SET description = excluded.description',
  );
  const deleteHandler = database.prepare('DELETE FROM handlers WHERE id = ?');
  const putToken = database.prepare('INSERT OR REPLACE INTO tokens (hash, user) VALUES (?, ?)');
  const findToken = database.prepare('SELECT user FROM tokens WHERE hash = ?');
  const calls = new Map<string, LegRecord>();

  let isKept = false;
  return {
    keep: () => {
      const isAnew = !isKept;
      isKept = true;
      return Promise.resolve({ kind: 'ours', isAnew });
    },
    keeper: () => Promise.resolve(undefined),
    unseat: () => Promise.resolve(),
    announceLeave: () => Promise.resolve(),
    giveAway: () => Promise.resolve(),
    written: () => Promise.resolve(),
    group(user, number, mintId): StoredGroup {
      const row = findGroup.get(number);
      const known = row === undefined ? undefined : groupRow.parse(row);
      if (known?.user === user) return known;
      const group = { id: mintId(), user, number };
      putGroup.run(group.id, user, number);
      return group;
    },
    handlers(groupId): readonly StoredHandler[] {
      return findHandlers.all(groupId).map((row) => {
        const { id, group_id, description } = handlerRow.parse(row);
        const value = parseJson(new TextEncoder().encode(description));
        return { id, groupId: group_id, description: check(handlerDescriptionSchema, value) };
      });
    },
    saveHandler({ id, groupId, description }) {
      putHandler.run(id, groupId, JSON.stringify(description));
    },
    removeHandler(id) {
      deleteHandler.run(id);
    },
    saveToken(tokenHash, user) {
      putToken.run(tokenHash, user);
    },
    userOfToken(tokenHash) {
      const row = findToken.get(tokenHash);
      return row === undefined ? undefined : tokenRow.parse(row).user;
    },
    calls: () => [...calls.values()],
    saveCall(record) {
      calls.set(record.id, record);
    },
    removeCall(id) {
      calls.delete(id);
    },
    close() {
      database.close();
    },
  };
}
