import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { createInterface } from 'node:readline';

/** A program of ours that said it is ready. */
export interface ReadyProcess {
  /** The object of its one ready line. */
  readonly ready: Readonly<Record<string, unknown>>;
  readonly process: ChildProcess;
  /** Everything it wrote to stderr so far. */
  readonly complaints: () => string;
  /** Asks it to stop and resolves with its exit code. Stopping twice is harmless. */
  stop(): Promise<number | null>;
}

/**
 * Runs `node ENTRY ARGS…` under the Node that runs the tests and resolves at its JSON ready line on stdout.
 * Throws with its stderr when it ends before.
 */
export async function startReadyProcess(
  entry: string,
  args: readonly string[],
  environment: Readonly<Record<string, string>> = {},
): Promise<ReadyProcess> {
  const child = spawn(process.execPath, ['--disable-warning=ExperimentalWarning', entry, ...args], {
    stdio: ['ignore', 'pipe', 'pipe'],
    env: { ...process.env, ...environment },
  });
  let complaints = '';
  child.stderr.on('data', (bytes: Buffer) => (complaints += bytes.toString()));
  const lines = createInterface({ input: child.stdout });
  const firstLine = once(lines, 'line') as Promise<[string]>;
  const ended = once(child, 'exit').then(([code]) => code as number | null);
  const line = await Promise.race([
    firstLine.then(([text]) => text),
    ended.then((code) => {
      throw new Error(`${entry} ended with ${String(code)} before it was ready: ${complaints}`);
    }),
  ]);
  return {
    ready: JSON.parse(line) as Record<string, unknown>,
    process: child,
    complaints: () => complaints,
    async stop() {
      if (child.exitCode === null && child.signalCode === null) child.kill('SIGTERM');
      return ended;
    },
  };
}
