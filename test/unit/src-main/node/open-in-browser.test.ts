import { chmod, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterEach, expect, test, vi } from 'vitest';
import { openInBrowser } from '../../../../src-main/node/open-in-browser.ts';
import { temporaryDirectory } from '../../../support/temporary-directory.ts';

const url = 'http://127.0.0.1:1/open/x?y=1&z=$(touch%20/tmp/z);"\'';

afterEach(() => {
  vi.unstubAllEnvs();
});

/** A browser that is a line of shell; the address is in `$1`. */
async function browserThat(line: string): Promise<string> {
  const program = join(await temporaryDirectory(), 'browser');
  await writeFile(program, `#!/bin/sh\n${line}\n`);
  await chmod(program, 0o755);
  vi.stubEnv('BYWAY_BROWSER', program);
  return program;
}

test.skipIf(process.platform === 'win32')('the browser that is asked for gets the address as it is', async () => {
  const program = await browserThat('printf %s "$1" >"$0.url"');
  expect(await openInBrowser(url)).toBe(true);
  expect(await readFile(`${program}.url`, 'utf8')).toBe(url);
});

test.skipIf(process.platform === 'win32')(
  'an opener that finds no browser, or is not there, opened nothing',
  async () => {
    await browserThat('exit 3');
    expect(await openInBrowser(url)).toBe(false);
    vi.stubEnv('BYWAY_BROWSER', '/nowhere/browser');
    expect(await openInBrowser(url)).toBe(false);
  },
);
