import { readDestination } from '../../src-protocol/destination.ts';
import { matchesPattern } from '../../src-protocol/terminal-group.ts';
import type { Accounts, Group } from '../accounts.ts';
import { services, type Service } from '../services/service-numbers.ts';

/** Where a call goes. */
export type Target =
  | { readonly kind: 'group'; readonly group: Group }
  | { readonly kind: 'service'; readonly number: string; readonly service: Service };

/** The number of a target, as others are to see it. */
export function numberOf(target: Target): string {
  return target.kind === 'group' ? target.group.number : target.number;
}

/** Finds who is called: an account's number, `user@host` or `number@host` of this provider, or a service. */
export class Destinations {
  readonly #accounts: Accounts;
  readonly #hostname: string;
  readonly #hasServices: boolean;

  constructor(options: { accounts: Accounts; origin: string; hasServices: boolean }) {
    this.#accounts = options.accounts;
    this.#hostname = new URL(options.origin).hostname;
    this.#hasServices = options.hasServices;
  }

  /** The target of a destination; undefined when it is known at once that nobody is there. */
  find(destination: string): Target | undefined {
    const read = readDestination(destination);
    if (read === undefined) return undefined;
    if (read.kind === 'number') return this.#byNumber(read.number);
    if (read.domain.toLowerCase() !== this.#hostname) return undefined;
    const group = this.#accounts.byUser(read.user)?.groups[0];
    return group === undefined ? this.#byNumber(read.user) : { kind: 'group', group };
  }

  /** The service of a number; undefined where there is none. */
  service(number: string): Extract<Target, { kind: 'service' }> | undefined {
    const service = this.#hasServices ? services.get(number) : undefined;
    return service && { kind: 'service', number, service };
  }

  #byNumber(number: string): Target | undefined {
    const service = this.service(number);
    if (service !== undefined) return service;
    const group = this.#accounts.groups.find(({ description }) =>
      matchesPattern(description.inbound?.destinations ?? [], number),
    );
    return group === undefined ? undefined : { kind: 'group', group };
  }
}
