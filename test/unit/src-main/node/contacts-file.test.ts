import { readFile, writeFile } from 'node:fs/promises';
import { DatabaseSync } from 'node:sqlite';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { openContactsFile } from '../../../../src-main/node/contacts-file.ts';
import { temporaryDirectory } from '../../../support/temporary-directory.ts';

const ben = { id: 'b', name: 'Ben', numbers: ['+14085551002'], lamp: { uri: 'sip:ben@192.0.2.7' } };

describe('the contacts of a person', () => {
  it('are there again when their file is opened anew, as they were saved last', async () => {
    const path = join(await temporaryDirectory(), 'contacts.sqlite');
    const first = openContactsFile(path);
    await first.save({ ...ben, numbers: [] });
    await first.save(ben);
    await first.save({ id: 'c', name: 'Cleo', numbers: [] });
    await first.remove('c');
    first.close();
    const second = openContactsFile(path);
    expect(await second.load()).toEqual([ben]);
    second.close();
    second.close();
  });

  it('leave out what a later version wrote, and keep it', async () => {
    const path = join(await temporaryDirectory(), 'contacts.sqlite');
    openContactsFile(path).close();
    const database = new DatabaseSync(path);
    database.exec(`INSERT INTO contacts VALUES ('x', '{"id":"x","people":[]}'), ('y', 'nonsense')`);
    const contacts = openContactsFile(path);
    await contacts.save(ben);
    expect(await contacts.load()).toEqual([ben]);
    contacts.close();
    expect(database.prepare('SELECT count(*) AS n FROM contacts').get()).toEqual({ n: 3 });
    database.close();
  });

  it('are begun anew where their file is damaged, which is kept aside', async () => {
    const path = join(await temporaryDirectory(), 'contacts.sqlite');
    await writeFile(path, 'this is no data base, and longer than nothing at all');
    const contacts = openContactsFile(path);
    expect([contacts.wasReset, await contacts.load()]).toEqual([true, []]);
    await contacts.save(ben);
    contacts.close();
    expect(await readFile(`${path}.damaged`, 'utf8')).toMatch(/^this is no data base/u);
    const again = openContactsFile(path);
    expect([again.wasReset, await again.load()]).toEqual([false, [ben]]);
    again.close();
  });
});
