import { execFile } from 'node:child_process';
import { existsSync } from 'node:fs';
import { promisify } from 'node:util';
import { expect, test } from 'vitest';
import { http3 } from '../support/http-versions.ts';

const run = promisify(execFile);

/** Chromium refuses the large packets that loopback invites to: it gets a loopback of its own with the MTU of a network. */
const inOwnNetwork = 'ip link set lo mtu 1500 up && exec "$0" "$@"';

const canMakeNetworks = process.getuid?.() === 0 && existsSync('/usr/bin/unshare') && existsSync('/usr/bin/chromium');
if (!canMakeNetworks) console.warn('no root, unshare or Chromium: Chromium is not tried over HTTP/3');

test.skipIf(!canMakeNetworks || http3 === undefined)(
  'Chromium fetches from the provider over HTTP/3: GET, PUT, a streaming PUT and an endless GET',
  async () => {
    const program = [process.execPath, '--disable-warning=ExperimentalWarning', 'test/desktop/chromium-over-http3.ts'];
    const { stdout } = await run('unshare', ['--net', 'sh', '-c', inOwnNetwork, ...program]);
    expect(JSON.parse(stdout)).toEqual({
      get: '<title>provider</title>',
      put: 'speech',
      streamed: 'one two',
      endless: '[',
      versions: ['h3'],
    });
  },
);
