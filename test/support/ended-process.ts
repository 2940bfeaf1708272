import { spawn } from 'node:child_process';
import { once } from 'node:events';

/** How a program of ours ended. */
export interface EndedProcess {
  readonly code: number | null;
  readonly out: string;
  readonly complaint: string;
}

/** Runs `node ENTRY ARGS…` under the Node that runs the tests to its end. */
export async function runToEnd(
  entry: string,
  args: readonly string[],
  environment: Readonly<Record<string, string>> = {},
): Promise<EndedProcess> {
  const child = spawn(process.execPath, ['--disable-warning=ExperimentalWarning', entry, ...args], {
    env: { ...process.env, ...environment },
  });
  let out = '';
  let complaint = '';
  child.stdout.on('data', (bytes: Buffer) => (out += bytes.toString()));
  child.stderr.on('data', (bytes: Buffer) => (complaint += bytes.toString()));
  const [code] = (await once(child, 'close')) as [number | null];
  return { code, out, complaint };
}
