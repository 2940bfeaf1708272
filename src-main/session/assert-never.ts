/** Closes a switch over a union: a member without a case does not compile. Throws when one comes all the same. */
export function assertNever(value: never): never {
  throw new Error(`no case for ${JSON.stringify(value)}`);
}
