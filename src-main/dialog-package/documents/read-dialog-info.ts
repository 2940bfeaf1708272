import { dialogStates, type DialogState } from '../dialog-table.ts';
import { DialogReportError, type DialogReport, type ReportedDialog, type ReportedParty } from './dialog-report.ts';
import { readXml, type XmlElement } from './read-xml.ts';

const namespace = 'urn:ietf:params:xml:ns:dialog-info';
const mostDialogs = 128;
const longestValue = 512;
const highestVersion = 2 ** 32 - 1;

/**
 * What a document of the dialog event package says (RFC 4235, 4). It may come from any phone: elements may stand in any
 * order, unknown ones among them, and all may be missing but the root; dialogs without a known state are left out, and
 * values are cut to 512 characters. Throws a `DialogReportError`.
 */
export function readDialogInfo(text: string): DialogReport {
  const root = readXml(text);
  if (root.name !== 'dialog-info' || root.namespace !== namespace) throw new DialogReportError('other-kind');
  const dialogs = ours(root, 'dialog');
  if (dialogs.length > mostDialogs) throw new DialogReportError('too-many');
  const version = readVersion(root.attributes.get('version'));
  return {
    ...(version !== undefined && { version }),
    state: root.attributes.get('state') === 'partial' ? 'partial' : 'full',
    dialogs: dialogs.map(readDialog).filter((dialog) => dialog !== undefined),
  };
}

function readVersion(text: string | undefined): number | undefined {
  if (text === undefined) return undefined;
  const version = /^\s*\d{1,10}\s*$/u.test(text) ? Number(text) : NaN;
  if (!(version <= highestVersion)) throw new DialogReportError('other-kind');
  return version;
}

function readDialog(element: XmlElement): ReportedDialog | undefined {
  const state = ours(element, 'state')[0];
  const known = readState(state);
  if (known === undefined) return undefined;
  const { attributes } = element;
  const callId = value(attributes.get('call-id'));
  const direction = attributes.get('direction');
  return {
    id: value(attributes.get('id')) ?? callId ?? '',
    ...present('callId', callId),
    ...present('localTag', value(attributes.get('local-tag'))),
    ...present('remoteTag', value(attributes.get('remote-tag'))),
    ...((direction === 'initiator' || direction === 'recipient') && { direction }),
    state: known,
    ...present('event', value(state?.attributes.get('event'))),
    local: readParty(ours(element, 'local')[0]),
    remote: readParty(ours(element, 'remote')[0]),
  };
}

function readState(element: XmlElement | undefined): DialogState | undefined {
  const text = element?.text.trim().toLowerCase();
  return dialogStates.find((state) => state === text);
}

function readParty(element: XmlElement | undefined): ReportedParty {
  if (element === undefined) return {};
  const identity = ours(element, 'identity')[0];
  // The text and the phones say `display`, the schema says `display-name`.
  const display = value(identity?.attributes.get('display')) ?? value(identity?.attributes.get('display-name'));
  return {
    ...present('identity', value(identity?.text)),
    ...present('display', display),
    ...present('target', value(ours(element, 'target')[0]?.attributes.get('uri'))),
  };
}

/** The children of this name that are of the dialog event package. */
function ours(element: XmlElement, name: string): readonly XmlElement[] {
  return element.children.filter((child) => child.name === name && child.namespace === namespace);
}

function value(text: string | undefined): string | undefined {
  const trimmed = text?.trim().slice(0, longestValue).toWellFormed();
  return trimmed === '' ? undefined : trimmed;
}

function present<Key extends string>(key: Key, text: string | undefined): Partial<Record<Key, string>> {
  return text === undefined ? {} : ({ [key]: text } as Record<Key, string>);
}
