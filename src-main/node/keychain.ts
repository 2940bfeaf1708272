import type { SecretStore } from '../session/ports.ts';

const service = 'Byway';
const probeName = 'probe';

/** The part of keytar that is used. */
interface Keytar {
  getPassword(service: string, account: string): Promise<string | null>;
  setPassword(service: string, account: string, password: string): Promise<void>;
  deletePassword(service: string, account: string): Promise<boolean>;
}

/**
 * The OS keychain where it answers, otherwise memory for this run. `scope` keeps several phones of one person apart. A
 * keychain that hangs, say behind a dialog nobody sees, counts as none after `probeLimitMs`.
 */
export async function openSecretStore(scope: string, { probeLimitMs = 3000 } = {}): Promise<SecretStore> {
  const keytar = await loadKeytar(probeLimitMs);
  return keytar === undefined ? createForgetfulSecrets() : keychainStore(keytar, `${service} ${scope}`);
}

async function loadKeytar(probeLimitMs: number): Promise<Keytar | undefined> {
  try {
    const loaded = (await import('keytar')) as { default: Keytar };
    const keytar = loaded.default;
    await within(probeLimitMs, keytar.getPassword(service, probeName));
    return keytar;
  } catch {
    return undefined;
  }
}

function within<T>(limitMs: number, promise: Promise<T>): Promise<T> {
  let timer: NodeJS.Timeout | undefined;
  const limit = new Promise<never>((_, reject) => {
    timer = setTimeout(() => reject(new Error('the keychain does not answer')), limitMs);
  });
  return Promise.race([promise, limit]).finally(() => clearTimeout(timer));
}

function keychainStore(keytar: Keytar, scopedService: string): SecretStore {
  return {
    isPersistent: true,
    read: async (name) => (await keytar.getPassword(scopedService, name)) ?? undefined,
    write: (name, secret) => keytar.setPassword(scopedService, name, secret),
    async remove(name) {
      await keytar.deletePassword(scopedService, name);
    },
  };
}

/** Memory for this run. */
export function createForgetfulSecrets(): SecretStore {
  const secrets = new Map<string, string>();
  return {
    isPersistent: false,
    read: (name) => Promise.resolve(secrets.get(name)),
    write: (name, secret) => Promise.resolve(void secrets.set(name, secret)),
    remove: (name) => Promise.resolve(void secrets.delete(name)),
  };
}
