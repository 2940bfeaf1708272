import type { HandlerDescription } from '../../src-protocol/handler.ts';
import type { LegRecord } from '../calls/leg-record.ts';

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

/** A process of the provider: its name, and the origin at which the others reach it. */
export interface ProviderProcess {
  readonly name: string;
  readonly url: string;
}

/** Who keeps the state. `isAnew`: this process did not until now, and what it read before holds no more. */
export type Keeping =
  { readonly kind: 'ours'; readonly isAnew: boolean } | { readonly kind: 'theirs'; readonly keeper: ProviderProcess };

/**
 * What outlives a process: terminal groups, handlers, access tokens and calls. One process at a time keeps it, which
 * reads and writes without waiting; all writes of others are refused.
 */
export interface ProviderStore {
  /**
   * Keeps the state, or goes on keeping it, unless another process does; to be asked more than once a second. What is
   * read afterwards is what others left. Rejects where it cannot be known who keeps it.
   */
  keep(self: ProviderProcess): Promise<Keeping>;
  /** Who keeps the state, without a wish to; undefined where nobody does. */
  keeper(): Promise<ProviderProcess | undefined>;
  /** The keeper was found dead: another process may take its place at once. Nothing happens to one that is leaving. */
  unseat(): Promise<void>;
  /** This process stops listening before it gives the state away, and is not dead meanwhile. */
  announceLeave(): Promise<void>;
  /** Lets another process keep the state from now on; this one never asks for it again. */
  giveAway(): Promise<void>;
  /** Resolves when everything that was saved up to now is written. Rejects where it could not be; it may be later. */
  written(): Promise<void>;
  /** The group of a number of a user; `mintId` names a new one. */
  group(user: string, number: string, mintId: () => string): StoredGroup;
  handlers(groupId: string): readonly StoredHandler[];
  /** Adds or replaces by id. */
  saveHandler(handler: StoredHandler): void;
  removeHandler(id: string): void;
  /** Tokens are kept as hashes only. */
  saveToken(tokenHash: string, user: string): void;
  userOfToken(tokenHash: string): string | undefined;
  /** The calls in progress, one record a leg. */
  calls(): readonly LegRecord[];
  /** Adds or replaces by id. */
  saveCall(record: LegRecord): void;
  removeCall(id: string): void;
  close(): void;
}
