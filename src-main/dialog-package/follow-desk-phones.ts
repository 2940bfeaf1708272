import type { Lamp } from '../../src-bridge/contacts.ts';
import type { DeskPhonesState } from '../../src-bridge/desk-phones.ts';
import type { PhoneState } from '../../src-bridge/phone-state.ts';
import type { DeskPhonesSettings } from '../../src-bridge/settings.ts';
import type { CallFacts } from '../session/call-facts.ts';
import type { Clock, Fingerprint, Log } from '../session/ports.ts';
import { DialogDescriber } from './describe/describe-dialogs.ts';
import type { DigestKey, FromNotifier, NotifierConfig, WatchedLamp } from './process-messages.ts';
import type { StartSipProcess } from './sip-process.ts';
import { SipProcessLink } from './sip-process-link.ts';

/** What the SIP side needs of the phone. */
export interface WatchedPhone {
  readonly state: PhoneState;
  subscribe(listener: (state: PhoneState) => void): () => void;
  factsOf(callId: string): CallFacts | undefined;
  readDeskPhoneKey(name: string): Promise<string | undefined>;
  tellDeskPhones(change: { readonly deskPhones?: DeskPhonesState; readonly lamps?: PhoneState['lamps'] }): void;
}

export interface DeskPhonesParts {
  readonly start: StartSipProcess;
  /** The certificate with which TLS is served, and its key, PEM. */
  readonly certificate: () => Promise<{ readonly certificate: string; readonly key: string }>;
  readonly clock: Clock;
  readonly fingerprint: Fingerprint;
  readonly log: Log;
}

/**
 * Publishes the calls of the phone to desk phones and lights the lamps of its contacts, as the settings want, in a
 * process of its own. Returns the way to stop that, which resolves when the process is gone.
 */
export function followDeskPhones(phone: WatchedPhone, parts: DeskPhonesParts): () => Promise<void> {
  const side = new DeskPhones(phone, parts);
  const unsubscribe = phone.subscribe((state) => side.follow(state));
  return async () => {
    unsubscribe();
    await side.stop();
  };
}

class DeskPhones {
  readonly #phone: WatchedPhone;
  readonly #parts: DeskPhonesParts;
  readonly #link: SipProcessLink;
  readonly #describer: DialogDescriber;
  /** What the listening and the lamps were set up from. */
  #setUpFrom: readonly unknown[] = [];
  #settingUp: Promise<void> = Promise.resolve();
  #isOn = false;
  /** The lines have been known: that there are none is news from now on, and not a phone that signs in. */
  #hasHadLines = false;
  #lastSeen: readonly unknown[] = [];
  #isStopped = false;

  constructor(phone: WatchedPhone, parts: DeskPhonesParts) {
    this.#phone = phone;
    this.#parts = parts;
    this.#describer = new DialogDescriber(parts);
    this.#link = new SipProcessLink({
      ...parts,
      onMessage: (message) => this.#take(message),
      onFall: () => this.#fell(),
    });
  }

  follow(state: PhoneState): void {
    if (this.#isStopped) return;
    const { deskPhones } = state.settings;
    const from = [deskPhones, state.contacts];
    if (!isSame(from, this.#setUpFrom)) {
      this.#setUpFrom = from;
      this.#settingUp = this.#settingUp.then(() => this.#setUp()).catch((error: unknown) => this.#failed(error));
    }
    this.#publish(state);
  }

  async stop(): Promise<void> {
    this.#isStopped = true;
    await this.#settingUp;
    await this.#link.stop();
  }

  /** Tells of the calls while somebody may watch, where anything that they are described from has changed. */
  #publish(state: PhoneState): void {
    if (!this.#isOn) return;
    const seen = [state.account, state.lines, state.calls, state.devices, state.settings.deskPhones.users];
    if (isSame(seen, this.#lastSeen)) return;
    this.#lastSeen = seen;
    const table = this.#describer.describe(state, (id) => this.#phone.factsOf(id), state.settings.deskPhones.users);
    this.#hasHadLines ||= table.lines.length > 0;
    const isNews = table.lines.length > 0 || state.account.kind === 'signed-out';
    if (this.#hasHadLines && isNews) this.#link.tell({ kind: 'table', table });
  }

  /** Brings the process into line with the settings and contacts that hold now. */
  async #setUp(): Promise<void> {
    const { settings, contacts } = this.#phone.state;
    const lamps = await this.#watched(contacts);
    const config = settings.deskPhones.isOn ? await this.#config() : undefined;
    if (this.#isStopped) return;
    this.#keepLamps(lamps);
    this.#isOn = config !== undefined;
    if (config === undefined) this.#tell({ kind: 'off' });
    if (config === undefined && lamps.length === 0) return this.#link.stop();
    if (config !== undefined && this.#phone.state.deskPhones.kind !== 'on') this.#tell({ kind: 'starting' });
    this.#link.tell({ kind: 'configure', config });
    const trustedCertificates = fingerprintsOf(settings.deskPhones);
    this.#link.tell({ kind: 'watch', lamps: [...lamps], trustedCertificates });
    this.#lastSeen = [];
    this.#publish(this.#phone.state);
  }

  async #config(): Promise<NotifierConfig> {
    const { deskPhones } = this.#phone.state.settings;
    const { address, port, usesTls, tlsPort, trustedAddresses } = deskPhones;
    return {
      address,
      port,
      ...(usesTls ? { tls: { port: tlsPort, ...(await this.#parts.certificate()) } } : {}),
      trustedAddresses: [...trustedAddresses],
      trustedCertificates: fingerprintsOf(deskPhones),
      trustedKeys: await this.#keys(deskPhones.keys.map(({ name }) => name)),
      offeredDigests: deskPhones.offersMd5Only ? ['MD5'] : ['SHA-256', 'MD5'],
      limits: deskPhones.limits,
    };
  }

  async #keys(names: readonly string[]): Promise<DigestKey[]> {
    const keys = await Promise.all(names.map((name) => this.#key(name)));
    return keys.filter((key) => key !== undefined);
  }

  async #key(name: string): Promise<DigestKey | undefined> {
    const password = await this.#phone.readDeskPhoneKey(name);
    return password === undefined ? undefined : { name, password };
  }

  #watched(contacts: PhoneState['contacts']): Promise<readonly WatchedLamp[]> {
    return Promise.all(
      contacts.flatMap(({ id, lamp }) => (lamp === undefined ? [] : [this.#watchedLamp(id, lamp.uri, lamp.keyName)])),
    );
  }

  async #watchedLamp(id: string, uri: string, keyName: string | undefined): Promise<WatchedLamp> {
    const key = keyName === undefined ? undefined : await this.#key(keyName);
    return { id, uri, ...(key === undefined ? {} : { key }) };
  }

  #take(message: Exclude<FromNotifier, { kind: 'taken' | 'log' }>): void {
    switch (message.kind) {
      case 'off':
        return this.#tell({ kind: 'off' });
      case 'failed':
        return this.#tell({ kind: 'failed', problem: message.problem });
      case 'listening': {
        const { address, port, tlsPort, subscriptions } = message;
        return this.#tell({ kind: 'on', address, port, ...(tlsPort === undefined ? {} : { tlsPort }), subscriptions });
      }
      case 'lamps':
        return this.#light(message.lamps);
    }
  }

  #light(changed: Readonly<Record<string, Lamp>>): void {
    const { lamps, contacts } = this.#phone.state;
    const shown = new Set(contacts.flatMap(({ id, lamp }) => (lamp === undefined ? [] : [id])));
    const news = Object.entries(changed).filter(([id]) => shown.has(id));
    if (news.length > 0) this.#phone.tellDeskPhones({ lamps: { ...lamps, ...Object.fromEntries(news) } });
  }

  /** Shows the lamps of those that are watched, and no others. */
  #keepLamps(watched: readonly WatchedLamp[]): void {
    const { lamps } = this.#phone.state;
    const kept = Object.fromEntries(watched.map(({ id }) => [id, lamps[id] ?? asking]));
    if (JSON.stringify(kept) !== JSON.stringify(lamps)) this.#phone.tellDeskPhones({ lamps: kept });
  }

  #fell(): void {
    if (this.#isOn) this.#tell({ kind: 'failed', problem: 'stopped' });
    const { lamps } = this.#phone.state;
    this.#phone.tellDeskPhones({ lamps: Object.fromEntries(Object.keys(lamps).map((id) => [id, asking])) });
  }

  #failed(cause: unknown): void {
    this.#parts.log.error('desk phones not set up', { cause });
    this.#tell({ kind: 'failed', problem: 'failed' });
  }

  #tell(deskPhones: DeskPhonesState): void {
    if (JSON.stringify(deskPhones) !== JSON.stringify(this.#phone.state.deskPhones))
      this.#phone.tellDeskPhones({ deskPhones });
  }
}

function fingerprintsOf({ certificates }: DeskPhonesSettings): string[] {
  return certificates.map(({ sha256 }) => sha256);
}

const asking: Lamp = { kind: 'unknown', reason: 'asking' };

/** Members of immutable snapshots are the same where nothing about them has changed. */
function isSame(one: readonly unknown[], other: readonly unknown[]): boolean {
  return one.length === other.length && one.every((member, index) => member === other[index]);
}
