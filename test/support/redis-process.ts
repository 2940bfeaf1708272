import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { createInterface } from 'node:readline';
import { freePort } from './free-port.ts';

/** Debian's redis-server, with nothing on disk. */
export interface RedisProcess {
  readonly url: string;
  /** Stops it as a crash does and starts it again on the same port, empty. */
  restart(): Promise<void>;
  /** Stands still until the answer is called: connections stay open, and nothing is answered. */
  freeze(): () => void;
  stop(): Promise<void>;
}

/** Starts a redis-server of the test's own on a free port of this machine. */
export async function startRedis(): Promise<RedisProcess> {
  const port = await freePort();
  let server = await launch(port);
  return {
    url: `redis://127.0.0.1:${port}/3`,
    async restart() {
      await kill(server);
      server = await launch(port);
    },
    freeze() {
      server.kill('SIGSTOP');
      return () => void server.kill('SIGCONT');
    },
    stop: () => kill(server),
  };
}

async function launch(port: number): Promise<ChildProcess> {
  const args = ['--port', String(port), '--bind', '127.0.0.1', '--save', '', '--appendonly', 'no'];
  const server = spawn('redis-server', args, { stdio: ['ignore', 'pipe', 'ignore'] });
  const lines = createInterface({ input: server.stdout });
  const ready = new Promise<void>((resolve) => {
    lines.on('line', (line) => {
      if (line.includes('Ready to accept connections')) resolve();
    });
  });
  const ended = once(server, 'exit').then(() => {
    throw new Error(`redis-server ended before it was ready on port ${port}`);
  });
  ended.catch(() => undefined);
  await Promise.race([ready, ended]);
  return server;
}

async function kill(server: ChildProcess): Promise<void> {
  if (server.exitCode !== null || server.signalCode !== null) return;
  const ended = once(server, 'exit');
  server.kill('SIGKILL');
  await ended;
}
