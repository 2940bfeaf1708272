import { execFile, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { freePort } from './free-port.ts';

const run = promisify(execFile);
const source = 'test/sip/sofia-subscriber.c';

/** What the subscriber of Sofia-SIP told: an answer to a request of its own, or a NOTIFY with its document. */
export type SofiaNews =
  | { readonly kind: 'subscribe' | 'unsubscribe'; readonly status: number }
  | { readonly kind: 'notify'; readonly subscription: string; readonly document: string };

/** A subscriber that was not written here: the user agent library Sofia-SIP, as a program of its own. */
export interface SofiaSubscriber {
  readonly news: readonly SofiaNews[];
  /** Resolves with the first news from now on, or of before, that are such. */
  until(holds: (news: SofiaNews) => boolean): Promise<SofiaNews>;
  unsubscribe(): void;
  stop(): Promise<void>;
}

/** Compiles the program; it is removed by `remove`. Needs Debian's libsofia-sip-ua-dev. */
export async function buildSofia(): Promise<{ readonly program: string; remove(): Promise<void> }> {
  const directory = await mkdtemp(join(tmpdir(), 'byway-sofia-'));
  const program = join(directory, 'sofia-subscriber');
  const { stdout } = await run('pkg-config', ['--cflags', '--libs', 'sofia-sip-ua']);
  await run('cc', ['-o', program, source, ...stdout.trim().split(/\s+/u)]);
  return { program, remove: () => rm(directory, { recursive: true, force: true }) };
}

/** Subscribes to the dialogs of `uri`; `credentials` are USER:PASSWORD. */
export async function subscribeWithSofia(
  program: string,
  uri: string,
  { transport = 'udp', credentials }: { transport?: 'udp' | 'tcp'; credentials?: string } = {},
): Promise<SofiaSubscriber> {
  const contact = `sip:watcher@127.0.0.1:${await freePort()};transport=${transport}`;
  const target = transport === 'udp' ? uri : `${uri};transport=${transport}`;
  const args = [contact, target, ...(credentials === undefined ? [] : [credentials])];
  const child = spawn(program, args, { stdio: ['pipe', 'pipe', 'ignore'] });
  const ended = once(child, 'exit');
  const news: SofiaNews[] = [];
  const lookers = new Set<() => void>();
  let unread = Buffer.alloc(0);
  child.stdout.on('data', (bytes: Buffer) => {
    unread = Buffer.concat([unread, bytes]);
    for (let next = takeNews(unread); next !== undefined; next = takeNews(unread)) {
      unread = unread.subarray(next.length);
      if (next.news !== undefined) news.push(next.news);
    }
    for (const look of lookers) look();
  });
  return {
    news,
    until: (holds) =>
      new Promise((resolve) => {
        const look = (): void => {
          const found = news.find(holds);
          if (found === undefined) return;
          lookers.delete(look);
          resolve(found);
        };
        lookers.add(look);
        look();
      }),
    unsubscribe: () => void child.stdin.write('unsubscribe\n'),
    async stop() {
      child.stdin.end('quit\n');
      await ended;
    },
  };
}

/** The first whole news in `bytes` and their length; undefined while they are not whole. */
function takeNews(bytes: Buffer): { readonly news: SofiaNews | undefined; readonly length: number } | undefined {
  const end = bytes.indexOf('\n');
  if (end < 0) return undefined;
  const [kind, first = '', size = ''] = bytes.subarray(0, end).toString().split(' ');
  if (kind === 'subscribe' || kind === 'unsubscribe') return { news: { kind, status: Number(first) }, length: end + 1 };
  if (kind !== 'notify') return { news: undefined, length: end + 1 };
  const length = end + 1 + Number(size) + 1;
  if (bytes.length < length) return undefined;
  const document = bytes.subarray(end + 1, length - 1).toString();
  return { news: { kind, subscription: first, document }, length };
}
