import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { connect } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createClient } from '@redis/client';
import { openRedisStore } from '../../src-server/store/redis-store.ts';
import { silentLog } from '../../src-server/world.ts';
import { makeCertificate } from './certificate.ts';
import { freePort } from './free-port.ts';
import { ada, ben, type TestAccount } from './provider-process.ts';
import { startReadyProcess, type ReadyProcess } from './ready-process.ts';
import { startRedis, type RedisProcess } from './redis-process.ts';

/** One of the provider's processes. */
export interface Member {
  readonly name: string;
  /** Its own address, past the load balancer. */
  readonly address: string;
  /** SIGKILL; resolves when it is gone. */
  kill(): Promise<void>;
  /** SIGTERM; resolves with its exit code. */
  stop(): Promise<number | null>;
  /** Starts it again, on the same port. */
  start(): Promise<void>;
}

/** A provider of several processes: Redis, the processes, and HAProxy before them. */
export interface SharedProviders {
  /** The one origin. */
  readonly url: string;
  /** Path of the certificate to trust. */
  readonly ca: string;
  readonly redis: RedisProcess;
  readonly members: readonly Member[];
  /** The member that keeps the calls, and another. */
  roles(): Promise<{ keeper: Member; other: Member | undefined }>;
  /** Resolves when Redis holds the records of so many legs. */
  untilKept(legs: number): Promise<void>;
  stop(): Promise<void>;
}

/** Starts them all; resolves when requests are answered. `members` are the names. */
export async function startSharedProviders(
  members: readonly string[] = ['a', 'b'],
  accounts: readonly TestAccount[] = [ada, ben],
): Promise<SharedProviders> {
  const directory = await mkdtemp(join(tmpdir(), 'byway-shared-'));
  const files = await writeFiles(directory, accounts);
  const redis = await startRedis();
  const ports: number[] = [];
  for (const _member of members) ports.push(await freePort());
  const frontPort = await freePort();
  const url = `https://localhost:${frontPort}`;
  const started: StartedMember[] = [];
  let balancer: ChildProcess | undefined;
  const stop = async (): Promise<void> => {
    for (const member of started) await member.kill();
    balancer?.kill('SIGKILL');
    await redis.stop();
    await rm(directory, { recursive: true, force: true });
  };
  try {
    for (const [index, name] of members.entries()) {
      const member = new StartedMember({ name, port: ports[index] ?? 0, directory, origin: url, state: redis.url });
      await member.start();
      started.push(member);
    }
    balancer = await startBalancer(directory, frontPort, started);
  } catch (error) {
    await stop();
    throw error;
  }
  return {
    url,
    ca: files.certificate,
    redis,
    members: started,
    async roles() {
      const name = await keeperIn(redis);
      const keeper = started.find((member) => member.name === name);
      if (keeper === undefined) throw new Error(`no member is called ${name}`);
      return { keeper, other: started.find((member) => member !== keeper) };
    },
    untilKept: (legs) => untilKept(redis, legs),
    stop,
  };
}

/** The name of the process that keeps the calls, once there is one. */
async function keeperIn({ url }: RedisProcess): Promise<string> {
  const store = await openRedisStore(url, {
    clock: { now: () => Date.now(), after: () => () => undefined },
    log: silentLog,
  });
  try {
    for (;;) {
      const keeper = await store.keeper();
      if (keeper !== undefined) return keeper.name;
    }
  } finally {
    store.close();
  }
}

async function untilKept({ url }: RedisProcess, legs: number): Promise<void> {
  const client = createClient({ url });
  await client.connect();
  while ((await client.hLen('byway:calls')) < legs);
  client.destroy();
}

class StartedMember implements Member {
  readonly name: string;
  readonly address: string;
  readonly #args: readonly string[];
  #process: ReadyProcess | undefined;

  constructor(options: { name: string; port: number; directory: string; origin: string; state: string }) {
    const { name, port, directory, origin, state } = options;
    this.name = name;
    this.address = `https://localhost:${port}`;
    const { certificate, key, config } = pathsIn(directory);
    this.#args = [
      ...['--port', String(port), '--data-dir', join(directory, name), '--config', config, '--json'],
      ...['--cert', certificate, '--key', key, '--origin', origin, '--state', state, '--process', name],
    ];
  }

  async start(): Promise<void> {
    this.#process = await startReadyProcess('src-server/main.ts', this.#args);
  }

  async kill(): Promise<void> {
    this.#process?.process.kill('SIGKILL');
    await this.#process?.stop();
  }

  async stop(): Promise<number | null> {
    return (await this.#process?.stop()) ?? null;
  }
}

function pathsIn(directory: string): { certificate: string; key: string; both: string; config: string } {
  const path = (name: string): string => join(directory, name);
  return {
    certificate: path('cert.pem'),
    key: path('key.pem'),
    both: path('both.pem'),
    config: path('config.json'),
  };
}

async function writeFiles(directory: string, accounts: readonly TestAccount[]): Promise<ReturnType<typeof pathsIn>> {
  const paths = pathsIn(directory);
  const { cert, key } = await makeCertificate();
  await writeFile(paths.certificate, cert);
  await writeFile(paths.key, key);
  await writeFile(paths.both, `${cert}\n${key}`);
  await writeFile(paths.config, JSON.stringify({ accounts, services: true }));
  return paths;
}

/** As docs/two-processes.md has it, on ports of the test's own. */
function configurationOf(certificate: string, port: number, members: readonly Member[]): string {
  return `
global
  tune.h2.max-concurrent-streams 2000
defaults
  mode http
  timeout connect 200ms
  timeout client 90s
  timeout server 90s
  retries 10
  option redispatch 1
  retry-on conn-failure empty-response
frontend phones
  bind localhost:${port} ssl crt ${certificate} alpn h2,http/1.1
  default_backend provider
backend provider
  balance roundrobin
  cookie ripp-process
  http-request disable-l7-retry if METH_POST
  http-request disable-l7-retry if { method PUT } { path_end /events }
  default-server ssl verify none alpn h2 check inter 1s fastinter 200ms fall 2 rise 1
${members.map(({ name, address }) => `  server ${name} ${new URL(address).host} cookie ${name}`).join('\n')}
`;
}

async function startBalancer(directory: string, port: number, members: readonly Member[]): Promise<ChildProcess> {
  const path = join(directory, 'haproxy.cfg');
  await writeFile(path, configurationOf(pathsIn(directory).both, port, members));
  const balancer = spawn('/usr/sbin/haproxy', ['-db', '-q', '-f', path], { stdio: ['ignore', 'ignore', 'pipe'] });
  let complaints = '';
  balancer.stderr.on('data', (bytes: Buffer) => (complaints += bytes.toString()));
  while (!(await isListening(port))) {
    if (balancer.exitCode !== null) throw new Error(`haproxy ended: ${complaints}`);
  }
  return balancer;
}

async function isListening(port: number): Promise<boolean> {
  const socket = connect(port, 'localhost');
  const isOpen = await Promise.race([
    once(socket, 'connect').then(() => true),
    once(socket, 'error').then(() => false),
  ]).catch(() => false);
  socket.destroy();
  return isOpen;
}
