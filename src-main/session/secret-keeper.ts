import type { KeptUri } from './handler-registration.ts';
import type { Log, SecretStore } from './ports.ts';

/** The secret store as the session uses it: one that fails, or that forgets, never stops a call. */
export class SecretKeeper {
  readonly #options: { readonly store: SecretStore; readonly log: Log; readonly onForgetful: () => void };
  readonly #unkept = new Map<string, string>();

  /** `onForgetful` is called when something was to be kept and will not outlive this run. */
  constructor(options: { store: SecretStore; log: Log; onForgetful: () => void }) {
    this.#options = options;
  }

  async read(name: string): Promise<string | undefined> {
    const unkept = this.#unkept.get(name);
    if (unkept !== undefined) return unkept;
    return this.#try('read', (store) => store.read(name));
  }

  async write(name: string, secret: string): Promise<void> {
    const { store, onForgetful } = this.#options;
    const isKept = await this.#try('write', async () => {
      await store.write(name, secret);
      return true;
    });
    if (isKept !== true) this.#unkept.set(name, secret);
    if (isKept !== true || !store.isPersistent) onForgetful();
  }

  async remove(name: string): Promise<void> {
    this.#unkept.delete(name);
    await this.#try('remove', (store) => store.remove(name));
  }

  /** One name as an entry of its own. */
  entry(name: string): KeptUri {
    return {
      read: () => this.read(name),
      write: (secret) => this.write(name, secret),
      remove: () => this.remove(name),
    };
  }

  async #try<T>(what: string, use: (store: SecretStore) => Promise<T>): Promise<T | undefined> {
    try {
      return await use(this.#options.store);
    } catch (error) {
      this.#options.log.warn('keychain refused', { what, reason: String(error) });
      return undefined;
    }
  }
}
