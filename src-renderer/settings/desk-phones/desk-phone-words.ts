import type { DeskPhonesState } from '../../../src-bridge/desk-phones.ts';
import { isLoopback } from '../../../src-bridge/ip-address.ts';
import type { DeskPhonesSettings } from '../../../src-bridge/settings.ts';
import type { Messages } from '../../messages/en.ts';

type Texts = Messages['deskPhones'];

/** How it stands with desk phones, in one line; a failure has a sentence and a next step of its own. */
export function listeningWords(state: Exclude<DeskPhonesState, { kind: 'failed' }>, text: Texts): string {
  if (state.kind !== 'on') return text[state.kind];
  const host = state.address.includes(':') ? `[${state.address}]` : state.address;
  return [
    text.listening(`${host}:${state.port}`),
    state.tlsPort !== undefined && text.tlsAt(state.tlsPort),
    text.watching(state.subscriptions),
  ]
    .filter((part) => part !== false)
    .join(', ');
}

/** What the person should know of who may watch: `nobody` may, or who may is known by an address that can be `forgeable`. */
export function trustWarning(settings: DeskPhonesSettings): 'nobody' | 'forgeable' | undefined {
  const { isOn, address, trustedAddresses, keys, certificates } = settings;
  if (!isOn || keys.length + certificates.length > 0) return undefined;
  if (trustedAddresses.length === 0) return 'nobody';
  return isLoopback(address) ? undefined : 'forgeable';
}
