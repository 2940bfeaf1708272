import { randomBytes } from 'node:crypto';
import { z } from 'zod';
import { parseJson } from '../../src-protocol/check.ts';
import { handlerDescriptionSchema } from '../../src-protocol/handler.ts';
import { legRecordSchema, type LegRecord } from '../calls/leg-record.ts';
import type { Clock, ProviderLog } from '../world.ts';
import type { Keeping, ProviderProcess, ProviderStore, StoredGroup, StoredHandler } from './provider-store.ts';
import { openRedisLink, StateUnreachableError, type RedisLink } from './redis-link.ts';
import { announceScript, giveAwayScript, keepScript, readScript, unseatScript, writeScript } from './redis-scripts.ts';
import { WriteQueue, type Change } from './write-queue.ts';

const keeperKey = 'byway:keeper';
const termKey = 'byway:term';
const leavingKey = 'byway:leaving';
/** A process that is leaving is gone within this. */
const leaveLimitMs = 2000;
/** The hashes, in the order of their numbers from 1. */
const tables = ['byway:groups', 'byway:handlers', 'byway:tokens', 'byway:calls'] as const;
const table = { groups: 1, handlers: 2, tokens: 3, calls: 4 } as const;

const keeperSchema = z.object({ name: z.string(), url: z.string(), run: z.string() });
const groupSchema = z.object({ id: z.string(), user: z.string(), number: z.string() });
const handlerSchema = z.object({
  id: z.string(),
  groupId: z.string(),
  description: handlerDescriptionSchema,
  /** Devices are listed as they were registered. */
  order: z.number(),
});
const tokenSchema = z.object({ user: z.string() });
const keptSchema = z.tuple([z.string(), z.string(), z.enum(['other', 'same', 'new', 'empty'])]);
const allSchema = z.tuple([z.array(z.string()), z.array(z.string()), z.array(z.string()), z.array(z.string())]);

export interface RedisStoreOptions {
  readonly clock: Clock;
  readonly log: ProviderLog;
  /** How long a keeper that says nothing is the keeper, ms. */
  readonly lifeMs?: number;
}

/**
 * The store in Redis, for several processes. Rejects with a `StateUnreachableError` when nobody answers at `url`
 * (`redis://host:port/db`).
 */
export async function openRedisStore(url: string, options: RedisStoreOptions): Promise<ProviderStore> {
  return new RedisStore(await openRedisLink(url, options.log), options);
}

/** Everything is read when this process becomes the keeper, and written in the background from then on. */
class RedisStore implements ProviderStore {
  readonly #link: RedisLink;
  readonly #clock: Clock;
  readonly #log: ProviderLog;
  readonly #lifeMs: number;
  readonly #run = randomBytes(12).toString('base64url');
  readonly #queue = new WriteQueue((changes) => this.#write(changes));
  #groups = new Map<string, StoredGroup>();
  #handlers = new Map<string, StoredHandler & { readonly order: number }>();
  #tokens = new Map<string, string>();
  #calls = new Map<string, LegRecord>();
  #nextOrder = 0;
  /** What stands under the keeper's key while this process is the keeper. */
  #self = '';
  /** What stood there when another process was seen to be the keeper. */
  #other = '';
  #term = '';
  #isLeaving = false;
  #mayTakeAt = 0;

  constructor(link: RedisLink, { clock, log, lifeMs = 1000 }: RedisStoreOptions) {
    this.#link = link;
    this.#clock = clock;
    this.#log = log;
    this.#lifeMs = lifeMs;
    // A data base that begins anew knows no keeper: who kept the state is to be there first.
    link.whenLost(() => (this.#mayTakeAt = this.#clock.now() + 2 * this.#lifeMs));
  }

  async keep(self: ProviderProcess): Promise<Keeping> {
    const mayTake = !this.#isLeaving && (this.#term !== '' || this.#clock.now() >= this.#mayTakeAt);
    const keeping = mayTake ? await this.#keep(self) : await this.#look();
    if (keeping.kind === 'theirs') this.#lose();
    else this.#queue.retry();
    return keeping;
  }

  async keeper(): Promise<ProviderProcess | undefined> {
    const text = await this.#link.get(keeperKey);
    return text === null ? undefined : this.#see(text);
  }

  async unseat(): Promise<void> {
    if (this.#other !== '') await this.#link.run(unseatScript, [keeperKey, leavingKey], [this.#other]);
  }

  async announceLeave(): Promise<void> {
    await this.#link.run(announceScript, [leavingKey], [this.#self, String(leaveLimitMs)]);
  }

  async giveAway(): Promise<void> {
    this.#isLeaving = true;
    await this.written().catch(() => undefined);
    await this.#link.run(giveAwayScript, [keeperKey], [this.#self]);
    this.#lose();
  }

  written(): Promise<void> {
    return this.#queue.written();
  }

  group(user: string, number: string, mintId: () => string): StoredGroup {
    const known = this.#groups.get(number);
    if (known?.user === user) return known;
    const group = { id: mintId(), user, number };
    this.#groups.set(number, group);
    this.#save(table.groups, number, group);
    return group;
  }

  handlers(groupId: string): readonly StoredHandler[] {
    return [...this.#handlers.values()]
      .filter((handler) => handler.groupId === groupId)
      .sort((a, b) => a.order - b.order)
      .map(({ order: _order, ...handler }) => handler);
  }

  saveHandler(handler: StoredHandler): void {
    const order = this.#handlers.get(handler.id)?.order ?? this.#nextOrder++;
    const stored = { ...handler, order };
    this.#handlers.set(handler.id, stored);
    this.#save(table.handlers, handler.id, stored);
  }

  removeHandler(id: string): void {
    this.#handlers.delete(id);
    this.#save(table.handlers, id, undefined);
  }

  saveToken(tokenHash: string, user: string): void {
    this.#tokens.set(tokenHash, user);
    this.#save(table.tokens, tokenHash, { user });
  }

  userOfToken(tokenHash: string): string | undefined {
    return this.#tokens.get(tokenHash);
  }

  calls(): readonly LegRecord[] {
    return [...this.#calls.values()];
  }

  saveCall(record: LegRecord): void {
    this.#calls.set(record.id, record);
    this.#save(table.calls, record.id, record);
  }

  removeCall(id: string): void {
    this.#calls.delete(id);
    this.#save(table.calls, id, undefined);
  }

  close(): void {
    this.#link.close();
  }

  async #keep(self: ProviderProcess): Promise<Keeping> {
    this.#self = JSON.stringify({ ...self, run: this.#run });
    const args = [this.#self, String(this.#lifeMs), this.#term];
    const answer = await this.#link.run(keepScript, [keeperKey, termKey], args);
    const [keeper, term, how] = keptSchema.parse(answer);
    if (how === 'other') return { kind: 'theirs', keeper: this.#see(keeper) };
    const isAnew = term !== this.#term;
    if (isAnew) await this.#read();
    this.#term = term;
    if (how === 'empty') this.#writeAll();
    return { kind: 'ours', isAnew };
  }

  #see(text: string): ProviderProcess {
    const { name, url } = keeperSchema.parse(JSON.parse(text));
    this.#other = text;
    return { name, url };
  }

  async #look(): Promise<Keeping> {
    const keeper = await this.keeper();
    if (keeper === undefined) throw new StateUnreachableError('nobody keeps the state');
    return { kind: 'theirs', keeper };
  }

  #lose(): void {
    this.#term = '';
    this.#queue.drop(new StateUnreachableError('another process keeps the state'));
  }

  #save(number: number, name: string, value: object | undefined): void {
    this.#queue.add({ table: number, name, value: value === undefined ? undefined : JSON.stringify(value) });
  }

  async #write(changes: readonly Change[]): Promise<void> {
    const args = changes.flatMap(({ table: number, name, value = '' }) => [String(number), name, value]);
    const isWritten = await this.#link.run(writeScript, [keeperKey, ...tables], [this.#self, ...args]);
    if (isWritten !== 1) throw new StateUnreachableError('this process does not keep the state');
  }

  async #read(): Promise<void> {
    this.#queue.drop(new StateUnreachableError('another process kept the state'));
    const answer = await this.#link.run(readScript, [keeperKey, ...tables], [this.#self]);
    if (answer === 0) throw new StateUnreachableError('another process keeps the state');
    const [groups, handlers, tokens, calls] = allSchema.parse(answer);
    this.#groups = this.#readTable(groups, groupSchema);
    this.#handlers = this.#readTable(handlers, handlerSchema);
    this.#calls = this.#readTable(calls, legRecordSchema);
    this.#tokens = new Map([...this.#readTable(tokens, tokenSchema)].map(([hash, { user }]) => [hash, user]));
    this.#nextOrder = Math.max(-1, ...[...this.#handlers.values()].map(({ order }) => order)) + 1;
  }

  /** Names and values in turn. What does not fit is left out. */
  #readTable<T>(flat: readonly string[], schema: z.ZodType<T>): Map<string, T> {
    const read = new Map<string, T>();
    for (let index = 0; index + 1 < flat.length; index += 2) {
      const [name = '', text = ''] = flat.slice(index, index + 2);
      try {
        read.set(name, schema.parse(parseJson(new TextEncoder().encode(text))));
      } catch (error) {
        this.#log.warn('what was kept cannot be read', { cause: String(error) });
      }
    }
    return read;
  }

  /** Redis has lost what it had: everything is written anew. */
  #writeAll(): void {
    this.#log.warn('shared state was empty, all is written anew');
    for (const [number, group] of this.#groups) this.#save(table.groups, number, group);
    for (const [id, handler] of this.#handlers) this.#save(table.handlers, id, handler);
    for (const [hash, user] of this.#tokens) this.#save(table.tokens, hash, { user });
    for (const [id, record] of this.#calls) this.#save(table.calls, id, record);
  }
}
