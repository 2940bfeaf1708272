import { PhoneError } from '../../src-bridge/phone-error.ts';
import type { AccountState } from '../../src-bridge/phone-state.ts';
import { accountRecordName, readAccountRecord, writeAccountRecord, type AccountRecord } from './account-record.ts';
import { assertNever } from './assert-never.ts';
import { readAuthority } from './discovery.ts';
import type { PhonePorts, PhoneStart } from './phone.ts';
import type { PhoneStore } from './phone-store.ts';
import type { Wire } from './ports.ts';
import type { SecretKeeper } from './secret-keeper.ts';
import { Session } from './session.ts';

/** Whose lines to use, and over which wire. */
interface Credentials {
  readonly authority: string;
  readonly token: string;
  readonly wire: Wire;
  readonly record: AccountRecord;
}

export interface AccountOptions {
  readonly ports: PhonePorts;
  readonly secrets: SecretKeeper;
  readonly store: PhoneStore;
}

/** Who is signed in: the ways in and out, and the session in between. */
export class Account {
  readonly #options: AccountOptions;
  #session: Session | undefined;
  #entry: AbortController | undefined;
  #isClosed = false;

  constructor(options: AccountOptions) {
    this.#options = options;
  }

  /** The session in use. Throws a `PhoneError` `sign-in-required` when nobody is signed in. */
  get session(): Session {
    if (this.#session === undefined) throw new PhoneError('sign-in-required');
    return this.#session;
  }

  /** The session in use, where there is one. */
  get current(): Session | undefined {
    return this.#session;
  }

  /** Signs in as the phone was started. Rejects with the `PhoneError` that the state shows. */
  async start(start: PhoneStart): Promise<void> {
    switch (start.kind) {
      case 'resume':
        return this.#resume();
      case 'demo':
        return this.tryDemo();
      case 'token':
        return this.#enter(() => Promise.resolve(this.#atProvider(readAuthority(start.authority), start.token)));
      default:
        return assertNever(start);
    }
  }

  tryDemo(): Promise<void> {
    return this.#enter(() => {
      this.#become({ kind: 'signing-in', provider: 'localhost', waitsFor: 'provider' });
      return this.#atBuiltInProvider();
    });
  }

  signIn(text: string): Promise<void> {
    return this.#enter(async (signal) => {
      const authority = readAuthority(text);
      this.#become({ kind: 'signing-in', provider: authority, waitsFor: 'page' });
      const { signInPage, wire } = this.#options.ports;
      return this.#atProvider(authority, await signInPage.requestToken(authority, wire.exchange, signal));
    });
  }

  /** Gives up a sign-in that is under way. */
  cancelSignIn(): void {
    if (this.#entry === undefined) return;
    this.#abandonEntry();
    this.#become({ kind: 'signed-out' });
  }

  /** Removes this device's handlers and forgets the account. */
  async signOut(): Promise<void> {
    const session = this.session;
    this.#leave({ kind: 'signed-out' });
    await this.#options.secrets.remove(accountRecordName);
    await session.signOut();
  }

  async close(): Promise<void> {
    this.#isClosed = true;
    this.#abandonEntry();
    const session = this.#session;
    this.#session = undefined;
    await session?.close();
  }

  /** The account of the last run. Its provider may be out of reach for now. */
  async #resume(): Promise<void> {
    const record = readAccountRecord(await this.#options.secrets.read(accountRecordName));
    if (record === undefined || this.#isClosed) return;
    if (record.kind === 'demo') return this.tryDemo();
    const credentials = this.#atProvider(record.authority, record.token);
    const session = this.#createSession(credentials);
    this.#adopt(session, credentials);
    session.keepConnecting();
  }

  async #enter(getCredentials: (signal: AbortSignal) => Promise<Credentials>): Promise<void> {
    if (this.#session !== undefined || this.#isClosed) throw new PhoneError('not-now');
    this.#abandonEntry();
    const entry = new AbortController();
    this.#entry = entry;
    try {
      const credentials = await getCredentials(entry.signal);
      entry.signal.throwIfAborted();
      await this.#connect(credentials, entry.signal);
    } catch (thrown) {
      if (entry.signal.aborted) return;
      const problem = PhoneError.from(thrown);
      this.#entry = undefined;
      this.#options.ports.log.warn('not signed in', { code: problem.code, detail: problem.detail });
      this.#become({ kind: 'signed-out', problem: problem.toFailure() });
      throw problem;
    }
  }

  async #connect(credentials: Credentials, signal: AbortSignal): Promise<void> {
    const { authority, record } = credentials;
    this.#become({ kind: 'signing-in', provider: authority, waitsFor: 'provider' });
    const session = this.#createSession(credentials);
    try {
      await session.connect(signal);
    } catch (error) {
      await session.close();
      throw error;
    }
    this.#entry = undefined;
    this.#adopt(session, credentials);
    await this.#options.secrets.write(accountRecordName, writeAccountRecord(record));
  }

  #createSession({ authority, token, wire }: Credentials): Session {
    const { ports, secrets, store } = this.#options;
    const session: Session = new Session({
      ...ports,
      authority,
      token,
      wire,
      secrets,
      settings: () => store.state.settings,
      onChange: (view) => {
        if (session === this.#session) store.update(view);
      },
      onUnauthorised: () => {
        if (session === this.#session) this.#expel();
      },
      onRegisteredAnew: () => store.notify('registered-anew'),
    });
    return session;
  }

  #adopt(session: Session, { authority, record }: Credentials): void {
    this.#session = session;
    this.#options.ports.log.info('signed in', { provider: authority });
    this.#options.store.update({
      account: { kind: 'signed-in', provider: authority, isDemo: record.kind === 'demo' },
      ...session.view,
    });
  }

  /** The provider refuses the token: the account is forgotten, this device stays registered. */
  #expel(): void {
    const session = this.session;
    this.#leave({ kind: 'signed-out', problem: { code: 'sign-in-required' } });
    void session.close();
    void this.#options.secrets.remove(accountRecordName);
  }

  #leave(account: AccountState): void {
    this.#session = undefined;
    this.#options.ports.log.info('signed out');
    this.#options.store.update({ account, connection: { kind: 'offline' }, lines: [], devices: [], calls: [] });
  }

  #abandonEntry(): void {
    this.#entry?.abort();
    this.#entry = undefined;
  }

  #become(account: AccountState): void {
    this.#options.store.update({ account });
  }

  #atProvider(authority: string, token: string): Credentials {
    const { wire } = this.#options.ports;
    return { authority, token, wire, record: { kind: 'provider', authority, token } };
  }

  async #atBuiltInProvider(): Promise<Credentials> {
    try {
      return { ...(await this.#options.ports.builtInProvider.start()), record: { kind: 'demo' } };
    } catch (cause) {
      throw new PhoneError('demo-failed', { cause });
    }
  }
}
