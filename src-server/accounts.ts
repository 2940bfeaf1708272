import { createHash } from 'node:crypto';
import type { TerminalGroup } from '../src-protocol/terminal-group.ts';
import type { AccountConfig } from './config.ts';
import type { ProviderStore } from './store/provider-store.ts';
import type { World } from './world.ts';

/** A terminal group (a line) of an account, with the URI that names it for ever. */
export interface Group {
  readonly id: string;
  readonly uri: string;
  readonly account: Account;
  readonly number: string;
  readonly description: TerminalGroup;
}

export interface Account {
  readonly user: string;
  readonly name: string;
  readonly groups: readonly Group[];
  /** Names of the devices that the provider itself plays. */
  readonly devices: readonly string[];
}

/** Who may use the provider, by token, and who is behind a number or an address. */
export class Accounts {
  readonly #byUser = new Map<string, Account>();
  readonly #byTokenHash = new Map<string, Account>();
  readonly #groups = new Map<string, Group>();
  readonly #store: ProviderStore;
  readonly #random: World['random'];

  constructor(options: {
    origin: string;
    accounts: readonly AccountConfig[];
    store: ProviderStore;
    random: World['random'];
  }) {
    this.#store = options.store;
    this.#random = options.random;
    for (const config of options.accounts) this.#add(config, options.origin);
  }

  get groups(): readonly Group[] {
    return [...this.#groups.values()];
  }

  group(id: string): Group | undefined {
    return this.#groups.get(id);
  }

  /** The account that `token` opens: its own, or one handed out by the sign-in page. */
  byToken(token: string): Account | undefined {
    const hash = hashOf(token);
    return this.#byTokenHash.get(hash) ?? this.byUser(this.#store.userOfToken(hash) ?? '');
  }

  byUser(user: string): Account | undefined {
    return this.#byUser.get(user.toLowerCase());
  }

  /** Hands out a new access token for an account. */
  mintToken(account: Account): string {
    const token = this.#random.token();
    this.#store.saveToken(hashOf(token), account.user);
    return token;
  }

  #add(config: AccountConfig, origin: string): void {
    const groups: Group[] = [];
    const { user, name, devices = [] } = config;
    const account: Account = { user, name, groups, devices };
    for (const number of config.numbers) {
      const { id } = this.#store.group(config.user, number, () => this.#random.token());
      const group = { id, uri: `${origin}/ripp/tg/${id}`, account, number, description: describe(config, number) };
      groups.push(group);
      this.#groups.set(id, group);
    }
    this.#byUser.set(config.user.toLowerCase(), account);
    this.#byTokenHash.set(hashOf(config.token), account);
  }
}

function describe(config: AccountConfig, number: string): TerminalGroup {
  const maximum = config['max-concurrent-calls'];
  return {
    outbound: {
      origins: number,
      destinations: config.destinations ?? '*',
      ...(maximum === undefined ? {} : { 'max-concurrent-calls': { 'grouped-by': 'tg', maximum } }),
    },
    inbound: { origins: '*', destinations: number },
    'retry-backoff': 2000,
    'media-timeout': 5000,
  };
}

/** Tokens are compared by their hashes, so that the time of a comparison says nothing of the token. */
function hashOf(token: string): string {
  return createHash('sha256').update(token).digest('hex');
}
