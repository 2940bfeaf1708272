import { openSecretStore } from '../../src-main/node/keychain.ts';
import type { SecretStore } from '../../src-main/session/ports.ts';

/** Runs `[scope, 'write' | 'read' | 'remove', name, secret?]` of each argument, and prints what came of them as JSON. */
const results: unknown[] = [];
const stores = new Map<string, SecretStore>();
for (const argument of process.argv.slice(2)) {
  const [scope, what, name, secret] = JSON.parse(argument) as [string, 'write' | 'read' | 'remove', string, string?];
  const probeLimitMs = Number(process.env['PROBE_LIMIT_MS'] ?? 20_000);
  const store = stores.get(scope) ?? (await openSecretStore(scope, { probeLimitMs }));
  stores.set(scope, store);
  const value = what === 'write' ? await store.write(name, secret ?? '') : await store[what](name);
  results.push({ isPersistent: store.isPersistent, value });
}
process.stdout.write(JSON.stringify(results), () => process.exit(0));
