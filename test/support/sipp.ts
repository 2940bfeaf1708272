import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, readFile, readdir, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { freePort } from './free-port.ts';

/** How a scenario of `sipp` went: 0 where every call of it went as written. */
export interface SippResult {
  readonly code: number | null;
  /** What it complained about. */
  readonly errors: string;
}

/** Runs `test/sip/NAME.xml` against a phone once; `user` is whom it asks for. Needs Debian's sip-tester. */
export async function runSipp(
  name: string,
  options: {
    readonly port: number;
    readonly user?: string;
    readonly transport?: 'udp' | 'tcp';
    readonly from?: string;
  },
): Promise<SippResult> {
  const { port, user = 'alice', transport = 'udp', from = '127.0.0.1' } = options;
  const directory = await mkdtemp(join(tmpdir(), 'byway-sipp-'));
  const args = ['-sf', resolve('test/sip', `${name}.xml`), '-m', '1', '-s', user, '-i', from];
  args.push('-p', String(await freePort()), '-t', transport === 'udp' ? 'u1' : 't1');
  args.push('-nostdin', '-trace_err', '-timeout', '20s', '-timeout_error', `127.0.0.1:${port}`);
  const child = spawn('sipp', args, { cwd: directory, stdio: 'ignore' });
  const [code] = (await once(child, 'exit')) as [number | null];
  const files = (await readdir(directory)).filter((file) => file.endsWith('_errors.log'));
  const errors = (await Promise.all(files.map((file) => readFile(join(directory, file), 'utf8')))).join('');
  await rm(directory, { recursive: true, force: true });
  return { code, errors };
}
