/** Keeps the browser from freezing this page while it is hidden, as it does with pages that hold no lock: it may have to ring. */
export function stayAwake(locks: LockManager): void {
  const forEver = new Promise<never>(() => undefined);
  // A browser that refuses freezes the page at worst; `resume` then brings it up to date.
  locks.request('byway-awake', { mode: 'shared' }, () => forEver).catch(() => undefined);
}
