import type { DialogEntry } from '../dialog-table.ts';
import { writeSipUri } from '../sip/sip-uri.ts';
import { escapeXml } from './escape-xml.ts';

/** Where a subscriber reaches us: what the targets of our dialogs name. */
export interface ContactAddress {
  readonly scheme: 'sip' | 'sips';
  /** A name or an IP address, an IPv6 one without its brackets. */
  readonly address: string;
  readonly port: number;
  /** Absent for UDP, and for TLS, which `sips` says. */
  readonly transport?: string;
}

/** The view of one kind of subscriber. */
export interface DialogView {
  readonly contact: ContactAddress;
  /** With what shared appearances add (RFC 7463). */
  readonly isShared: boolean;
}

export interface DialogInfo extends DialogView {
  /** From 0, one more with each document of a subscription (RFC 4235, 4.1). */
  readonly version: number;
  /** `full`: every dialog; `partial`: those that changed. */
  readonly state: 'full' | 'partial';
  /** The URI that was subscribed to. */
  readonly entity: string;
  readonly dialogs: readonly DialogEntry[];
  /** For the durations, ms since the epoch. */
  readonly now: number;
}

/** A dialog as XML but for its duration, which is that of the time (ms since the epoch) at which a document is written. */
export type WrittenDialog = (now: number) => string;

/** A document of the dialog event package (RFC 4235, 4). */
export function writeDialogInfo(info: DialogInfo): string {
  return writeDocument(
    info,
    info.dialogs.map((dialog) => writeDialog(dialog, info)),
  );
}

/** As `writeDialogInfo`, of dialogs that `writeDialog` has written once for all subscribers with the same view. */
export function writeDocument(
  { version, state, entity, now }: Pick<DialogInfo, 'version' | 'state' | 'entity' | 'now'>,
  dialogs: readonly WrittenDialog[],
): string {
  const root = tag('dialog-info', {
    xmlns: 'urn:ietf:params:xml:ns:dialog-info',
    version: String(version),
    state,
    entity,
  });
  const body = dialogs.map((write) => write(now)).join('');
  return `<?xml version="1.0" encoding="UTF-8"?>\n${root}\n${body}</dialog-info>\n`;
}

/** One dialog, in the order of children that the schema wants (RFC 4235, 4.4). */
export function writeDialog(dialog: DialogEntry, { contact, isShared }: DialogView): WrittenDialog {
  const { id, callId, localTag, remoteTag, direction, startedAt, local, remote } = dialog;
  const tags = { 'local-tag': localTag, 'remote-tag': remoteTag };
  const start = `${tag('dialog', { id, 'call-id': callId, ...tags, direction })}${stateOf(dialog)}<duration>`;
  const sides =
    participant('local', local, localTarget(local.target, contact)) + participant('remote', remote, remote.target);
  const end = `</duration>${sides}${isShared ? sharedElements(dialog) : ''}</dialog>\n`;
  return (now) => `${start}${Math.max(0, Math.floor((now - startedAt) / 1000))}${end}`;
}

/** Our contact for a line: the device that has the call is its `gr` (RFC 5627), so that a move changes the URI. */
export function localTarget(
  { user, instance }: DialogEntry['local']['target'],
  { scheme, address, port, transport }: ContactAddress,
): string {
  const way: readonly [string, string][] = transport === undefined ? [] : [['transport', transport]];
  return writeSipUri({ scheme, user, host: address, port, parameters: new Map([...way, ['gr', instance]]) });
}

function stateOf({ progress }: DialogEntry): string {
  if (progress.state !== 'terminated') return `<state>${progress.state}</state>`;
  const { event, code } = progress;
  return `${tag('state', { event, code: code === undefined ? undefined : String(code) })}terminated</state>`;
}

function participant(
  name: 'local' | 'remote',
  { identity, display }: { readonly identity: string; readonly display?: string | undefined },
  target: string,
): string {
  const who = `${tag('identity', { display })}${escapeXml(identity)}</identity>`;
  return `<${name}>${who}${tag('target', { uri: target }, '/')}</${name}>`;
}

/** Nobody can join or replace a call through us: each is exclusive (RFC 7463, 5.3). */
function sharedElements({ appearance }: DialogEntry): string {
  const xmlns = 'urn:ietf:params:xml:ns:sa-dialog-info';
  return `${tag('appearance', { xmlns })}${appearance}</appearance>${tag('exclusive', { xmlns })}true</exclusive>`;
}

/** A start tag, or with `end` an empty element; attributes without a value are left out. */
function tag(name: string, attributes: Readonly<Record<string, string | undefined>>, end: '' | '/' = ''): string {
  const written = Object.entries(attributes)
    .filter((attribute): attribute is [string, string] => attribute[1] !== undefined)
    .map(([key, value]) => ` ${key}="${escapeXml(value)}"`);
  return `<${name}${written.join('')}${end}>`;
}
