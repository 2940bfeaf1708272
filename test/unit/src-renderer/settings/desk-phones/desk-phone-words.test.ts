import { describe, expect, it } from 'vitest';
import { deskPhonesSettingsSchema } from '../../../../../src-bridge/settings.ts';
import { de } from '../../../../../src-renderer/messages/de.ts';
import { en } from '../../../../../src-renderer/messages/en.ts';
import { listeningWords, trustWarning } from '../../../../../src-renderer/settings/desk-phones/desk-phone-words.ts';

const text = en.deskPhones;
const on = { kind: 'on', address: '127.0.0.1', port: 5060, subscriptions: 3 } as const;

describe('how it stands with desk phones', () => {
  it('is said in one line', () => {
    expect(listeningWords({ kind: 'off' }, text)).toBe('Off');
    expect(listeningWords({ kind: 'starting' }, text)).toBe('Starting');
    expect(listeningWords(on, text)).toBe('Listening at 127.0.0.1:5060, 3 desk phones watch');
    expect(listeningWords({ ...on, address: '::1', tlsPort: 5061, subscriptions: 1 }, text)).toBe(
      'Listening at [::1]:5060, TLS at port 5061, 1 desk phone watches',
    );
    expect(listeningWords({ ...on, subscriptions: 0 }, de.deskPhones)).toBe(
      'Lauscht auf 127.0.0.1:5060, kein Tischtelefon sieht zu',
    );
  });
});

describe('the warning about trust', () => {
  const settings = (members: object) => deskPhonesSettingsSchema.parse({ isOn: true, ...members });
  const key = { keys: [{ name: 'office', setAt: 1 }] };

  it('is that nobody may watch, while that is on', () => {
    expect(trustWarning(settings({}))).toBe('nobody');
    expect(trustWarning(settings({ isOn: false }))).toBeUndefined();
    expect(trustWarning(settings(key))).toBeUndefined();
    expect(trustWarning(settings({ certificates: [{ name: 'Desk', sha256: 'a'.repeat(64) }] }))).toBeUndefined();
  });

  it('is that addresses can be forged, where nothing else proves who asks over the network', () => {
    const trustedAddresses = ['192.168.1.20'];
    expect(trustWarning(settings({ trustedAddresses, address: '192.168.1.5' }))).toBe('forgeable');
    expect(trustWarning(settings({ trustedAddresses, address: '192.168.1.5', ...key }))).toBeUndefined();
    expect(trustWarning(settings({ trustedAddresses }))).toBeUndefined();
  });
});
