import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { startReadyProcess, type ReadyProcess } from './ready-process.ts';

export interface TestAccount {
  readonly user: string;
  readonly name: string;
  readonly numbers: readonly string[];
  readonly token: string;
  /** Names of simulated devices. */
  readonly devices?: readonly string[];
}

/** Two people who can call each other. */
export const ada: TestAccount = {
  user: 'ada',
  name: 'Ada',
  numbers: ['+14085550110'],
  token: 'token-of-ada-0123456789',
};
export const ben: TestAccount = {
  user: 'ben',
  name: 'Ben',
  numbers: ['+14085550120'],
  token: 'token-of-ben-0123456789',
};

/** The reference provider as a process of its own, as `npm run server` starts it. */
export interface ProviderProcess {
  readonly url: string;
  /** Path of the certificate to trust. */
  readonly ca: string;
  readonly process: ReadyProcess['process'];
  stop(): Promise<void>;
}

/** Starts it with `extra` arguments behind its own. */
export async function startProviderProcess(
  accounts: readonly TestAccount[] = [ada, ben],
  extra: readonly string[] = [],
): Promise<ProviderProcess> {
  const directory = await mkdtemp(join(tmpdir(), 'byway-provider-'));
  const config = join(directory, 'config.json');
  await writeFile(config, JSON.stringify({ accounts, services: true }));
  const args = ['--port', '0', '--data-dir', join(directory, 'data'), '--config', config, '--json', ...extra];
  const server = await startReadyProcess('src-server/main.ts', args);
  return {
    url: String(server.ready['url']),
    ca: String(server.ready['ca']),
    process: server.process,
    async stop() {
      await server.stop();
      await rm(directory, { recursive: true, force: true });
    },
  };
}
