import type { Contact, ContactDraft } from '../../src-bridge/contacts.ts';
import { PhoneError } from '../../src-bridge/phone-error.ts';
import type { ContactStore, Random } from './ports.ts';

/** More contacts than this are a directory, which belongs on a server. */
const maxContacts = 1000;

/** Whom the person knows: what is kept is what is shown. */
export class ContactBook {
  readonly #store: ContactStore;
  readonly #random: Random;
  readonly #onChange: (contacts: readonly Contact[]) => void;
  readonly #contacts: Map<string, Contact>;

  /** `known` is what the store had at the start; `onChange` gets all contacts by name. */
  constructor(options: {
    readonly store: ContactStore;
    readonly random: Random;
    readonly known: readonly Contact[];
    readonly onChange: (contacts: readonly Contact[]) => void;
  }) {
    this.#store = options.store;
    this.#random = options.random;
    this.#onChange = options.onChange;
    this.#contacts = new Map(options.known.map((contact) => [contact.id, contact]));
  }

  /** Adds a contact, or changes the one with its id; returns the id. Rejects with a `PhoneError` `contacts-not-saved`. */
  async save({ id = this.#random.token(), ...draft }: ContactDraft): Promise<string> {
    const isFull = this.#contacts.size >= maxContacts && !this.#contacts.has(id);
    if (isFull) throw new PhoneError('contacts-not-saved', { detail: String(maxContacts) });
    const contact = { ...draft, id };
    await this.#keep(this.#store.save(contact));
    this.#contacts.set(id, contact);
    this.#publish();
    return id;
  }

  /** Forgets a contact. Rejects with a `PhoneError` `contacts-not-saved`. */
  async remove(id: string): Promise<void> {
    await this.#keep(this.#store.remove(id));
    this.#contacts.delete(id);
    this.#publish();
  }

  #publish(): void {
    this.#onChange(byName([...this.#contacts.values()]));
  }

  async #keep(written: Promise<void>): Promise<void> {
    await written.catch((cause: unknown) => {
      throw new PhoneError('contacts-not-saved', { cause });
    });
  }
}

/** Contacts in the order in which they are shown. */
export function byName(contacts: readonly Contact[]): readonly Contact[] {
  return [...contacts].sort((one, other) => one.name.localeCompare(other.name) || one.id.localeCompare(other.id));
}
