import type { Handler, HandlerDescription } from '../src-protocol/handler.ts';
import type { Group } from './accounts.ts';
import { ProblemError } from './problem-error.ts';
import type { ProviderStore, StoredHandler } from './store/provider-store.ts';

/** Devices that one terminal group may have; more is refused with 403. */
const maxHandlersPerGroup = 64;

export type HandlerChange = 'created' | 'modified' | 'destroyed';

/** The devices registered on the terminal groups (PROTOCOL 2), kept in the store and mirrored in memory. */
export class Handlers {
  readonly #store: ProviderStore;
  readonly #mintId: () => string;
  readonly #byGroup = new Map<string, Map<string, StoredHandler>>();
  readonly #listeners = new Set<(group: Group, uri: string, change: HandlerChange) => void>();

  constructor(store: ProviderStore, mintId: () => string) {
    this.#store = store;
    this.#mintId = mintId;
  }

  /** Calls `listener` after each change of a group's devices; returns the way to stop that. */
  onChange(listener: (group: Group, uri: string, change: HandlerChange) => void): () => void {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }

  list(group: Group): readonly Handler[] {
    return [...this.#of(group).values()].map((stored) => toHandler(group, stored));
  }

  /** The device of this id, or of this URI, on the group. */
  find(group: Group, idOrUri: string): Handler | undefined {
    const id = idOrUri.startsWith(`${group.uri}/handlers/`) ? idOrUri.slice(`${group.uri}/handlers/`.length) : idOrUri;
    const stored = this.#of(group).get(id);
    return stored && toHandler(group, stored);
  }

  /** Registers a device; one whose `device-id` is there already is replaced and keeps its URI. */
  register(group: Group, description: HandlerDescription): { handler: Handler; isNew: boolean } {
    const known = [...this.#of(group).values()].find(
      (stored) => stored.description['device-id'] === description['device-id'],
    );
    if (known === undefined && this.#of(group).size >= maxHandlersPerGroup) {
      throw new ProblemError(403, 'This line has as many devices as it can have. Remove one first.');
    }
    const handler = this.#save(
      group,
      known?.id ?? this.#mintId(),
      description,
      known === undefined ? 'created' : 'modified',
    );
    return { handler, isNew: known === undefined };
  }

  /** Replaces the whole description of a device. */
  update(group: Group, id: string, description: HandlerDescription): Handler {
    return this.#save(group, id, description, 'modified');
  }

  remove(group: Group, handler: Handler): void {
    this.#of(group).delete(handler.id);
    this.#store.removeHandler(handler.id);
    this.#tell(group, handler.uri, 'destroyed');
  }

  #save(group: Group, id: string, given: HandlerDescription, change: HandlerChange): Handler {
    const { uri: _uri, id: _id, ...description } = given;
    const stored = { id, groupId: group.id, description };
    this.#of(group).set(id, stored);
    this.#store.saveHandler(stored);
    const handler = toHandler(group, stored);
    this.#tell(group, handler.uri, change);
    return handler;
  }

  #of(group: Group): Map<string, StoredHandler> {
    let handlers = this.#byGroup.get(group.id);
    if (handlers === undefined) {
      handlers = new Map(this.#store.handlers(group.id).map((stored) => [stored.id, stored]));
      this.#byGroup.set(group.id, handlers);
    }
    return handlers;
  }

  #tell(group: Group, uri: string, change: HandlerChange): void {
    for (const listener of this.#listeners) listener(group, uri, change);
  }
}

function toHandler(group: Group, { id, description }: StoredHandler): Handler {
  return { ...description, uri: `${group.uri}/handlers/${id}`, id };
}
