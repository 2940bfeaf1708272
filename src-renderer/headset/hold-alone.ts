/** Runs `start` once this page has `name` among all pages of the phone, which it keeps for as long as it is open. */
export function holdAlone(locks: LockManager, name: string, start: () => void): void {
  const forEver = new Promise<never>(() => undefined);
  const hold = (): Promise<never> => {
    start();
    return forEver;
  };
  // A browser that refuses locks has no second page to be kept from.
  locks.request(name, hold).catch(start);
}
