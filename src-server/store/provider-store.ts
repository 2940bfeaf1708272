import type { HandlerDescription } from '../../src-protocol/handler.ts';

/** A terminal group as it is kept: its number never changes its id, so its URI is minted once. */
export interface StoredGroup {
  readonly id: string;
  readonly user: string;
  readonly number: string;
}

/** A device registered on a terminal group. */
export interface StoredHandler {
  readonly id: string;
  readonly groupId: string;
  readonly description: HandlerDescription;
}

/** The state that outlives a restart of the provider: terminal groups, handlers and access tokens. */
export interface ProviderStore {
  /** The group of a number of a user; `mintId` names a new one. */
  group(user: string, number: string, mintId: () => string): StoredGroup;
  handlers(groupId: string): readonly StoredHandler[];
  /** Adds or replaces by id. */
  saveHandler(handler: StoredHandler): void;
  removeHandler(id: string): void;
  /** Tokens are kept as hashes only. */
  saveToken(tokenHash: string, user: string): void;
  userOfToken(tokenHash: string): string | undefined;
  close(): void;
}
