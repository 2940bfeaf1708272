import type { deskPhonesEn } from './desk-phones-en.ts';

/** The texts about desk phones that watch the calls, in German. */
export const deskPhonesDe: typeof deskPhonesEn = {
  title: 'Tischtelefone',
  isOn: 'Tischtelefone sehen meine Anrufe',
  isOnHint: 'Ihre Lampen zeigen über SIP, wann du im Gespräch bist. Mithören oder sprechen können sie nicht.',
  off: 'Aus',
  starting: 'Startet',
  listening: (place) => `Lauscht auf ${place}`,
  tlsAt: (port) => `TLS auf Port ${port}`,
  watching: (count) =>
    count === 0
      ? 'kein Tischtelefon sieht zu'
      : count === 1
        ? '1 Tischtelefon sieht zu'
        : `${count} Tischtelefone sehen zu`,
  problems: {
    'port-in-use': [
      'Ein anderes Programm benutzt diesen Port.',
      'Schließe das Programm oder wähle einen anderen Port.',
    ],
    'port-reserved': ['Dieses System behält diesen Port für sich.', 'Wähle einen Port über 1023, etwa 5060.'],
    'address-not-ours': ['Dieser Computer hat diese Adresse nicht.', 'Gib eine ein, die er hat, oder 127.0.0.1.'],
    'bad-certificate': [
      'Das Zertifikat für TLS ist unbrauchbar.',
      'Starte Byway neu, um ein neues zu bekommen, oder schalte TLS aus.',
    ],
    stopped: [
      'Der Teil von Byway, der es Tischtelefonen sagt, ist stehen geblieben.',
      'Anrufe gehen weiter. Schalte dies aus und wieder ein.',
    ],
    failed: [
      'Für Tischtelefone kann nichts lauschen.',
      'Prüfe Adresse und Ports und schalte dies dann aus und wieder ein.',
    ],
  },
  nobody: 'Noch darf niemand zusehen.',
  nobodyNext: 'Füge unten eine Adresse, einen Schlüssel oder ein Zertifikat hinzu.',
  forgeable: 'Über UDP lassen sich Adressen fälschen.',
  forgeableNext: 'Ein Schlüssel, oder TLS mit einem Zertifikat, ist sicherer.',
  address: 'Adresse',
  addressHint:
    '127.0.0.1 gilt nur für Programme auf diesem Computer. Mit einer Adresse dieses Computers können andere im Netz fragen.',
  badAddress: 'Das ist keine IP-Adresse. Gib eine ein wie 127.0.0.1.',
  port: 'Port',
  badPort: 'Gib einen Port von 1 bis 65535 ein.',
  tls: 'TLS',
  tlsHint: 'Verschlüsselt, auf einem eigenen Port.',
  tlsPort: 'TLS-Port',
  users: 'SIP-Benutzer',
  usersHint: 'Unter denen Tischtelefone nach einer Leitung fragen, neben ihrer Nummer.',
  userOf: (line) => `SIP-Benutzer von ${line}`,
  badUser: 'Gib Buchstaben, Ziffern und Zeichen ohne Leerzeichen ein, etwa alice.',
  takenUser: 'Eine andere Leitung hat diesen Benutzer. Gib einen anderen ein.',
  trusted: 'Vertraute Adressen',
  newTrusted: 'Adresse oder Netz',
  trustedExample: '192.168.1.20',
  badTrusted: 'Das ist weder eine Adresse noch ein Netz. Gib etwas ein wie 192.168.1.20 oder 192.168.1.0/24.',
  knownTrusted: 'Die steht schon in der Liste.',
  keys: 'Schlüssel',
  keysHint: 'Name und Kennwort, die in einem Tischtelefon eingetragen werden.',
  keyName: 'Name des Schlüssels',
  password: 'Kennwort',
  badKeyName: 'Gib einen Namen ein.',
  badPassword: 'Gib ein Kennwort ein.',
  md5Only: 'Schlüssel nur mit MD5 erfragen',
  md5OnlyHint: 'Für alte Tischtelefone, die sich sonst nicht anmelden können.',
  certificates: 'Zertifikate',
  certificatesHint: 'Von Tischtelefonen, die über TLS fragen.',
  certificateName: 'Name des Tischtelefons',
  fingerprint: 'SHA-256-Fingerabdruck',
  badCertificateName: 'Gib einen Namen ein.',
  badFingerprint: 'Gib die 64 Ziffern eines SHA-256-Fingerabdrucks ein.',
  knownFingerprint: 'Dieses Zertifikat steht schon in der Liste.',
  full: 'Die Liste ist voll. Entferne zuerst einen Eintrag.',
  addAddress: 'Adresse hinzufügen',
  addKey: 'Schlüssel hinzufügen',
  addCertificate: 'Zertifikat hinzufügen',
  remove: (name) => `${name} entfernen`,
};
