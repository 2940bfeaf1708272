import type { FailureTexts } from './failure-table.ts';

/** What went wrong and what to do next, in German. */
export const failuresDe: FailureTexts = {
  'unknown-authority': ['Unter diesem Namen wurde kein Anbieter gefunden.', 'Prüfe die Schreibweise der Domain.'],
  'bad-certificate': [
    'Der Anbieter konnte nicht beweisen, wer er ist.',
    'Melde dich nicht an. Frage den Anbieter nach seinem Zertifikat.',
  ],
  'other-key': [
    'Der Anbieter hat einen anderen Schlüssel als den, den du genannt hast.',
    'Melde dich nicht an. Frag den Anbieter nach seinem Schlüssel und starte Byway mit diesem hinter --pin.',
  ],
  'not-ripp': ['Dort antwortet etwas, aber kein Telefonanbieter.', 'Prüfe die Domain.'],
  'no-line': ['Dieses Konto hat keine nutzbare Leitung.', 'Bitte den Anbieter um eine Nummer.'],
  'sign-in-required': ['Deine Anmeldung gilt nicht mehr.', 'Melde dich wieder an.'],
  'sign-in-refused': ['Der Anbieter hat dich nicht angemeldet.', 'Versuche es noch einmal oder frage den Anbieter.'],
  'sign-in-timeout': [
    'Die Anmeldung wurde nicht rechtzeitig fertig.',
    'Versuche es noch einmal und schließe sie im Browser ab.',
  ],
  forbidden: ['Der Anbieter lässt das nicht zu.', 'Frage den Anbieter, wenn es erlaubt sein sollte.'],
  unreachable: ['Nummer nicht erreichbar.', 'Prüfe die Nummer oder versuche es später.'],
  'call-ended': ['Anruf beendet.', 'Rufe noch einmal an, wenn etwas fehlt.'],
  'device-unavailable': [
    'Dieses Gerät ist nicht verfügbar.',
    'Wähle ein anderes.',
    (device) => `${device} ist nicht mehr verfügbar.`,
  ],
  'device-not-connected': [
    'Das Gerät konnte sich nicht verbinden.',
    'Versuche es noch einmal oder wähle ein anderes.',
    (device) => `${device} konnte sich nicht verbinden.`,
  ],
  'device-refused': [
    'Dieses Gerät lässt sich nicht von anderen benutzen.',
    'Wähle ein anderes oder erlaube es dort in den Einstellungen.',
    (device) => `${device} lässt sich nicht von anderen Geräten benutzen.`,
  ],
  'device-replaced': [
    'Inzwischen wurde ein anderes Gerät gewählt.',
    'Lege den Anruf noch einmal um, wenn du willst.',
    (device) => `Statt ${device} wurde ein anderes Gerät gewählt.`,
  ],
  'transfer-failed': [
    'Der Anruf wurde nicht übergeben.',
    'Du bist noch verbunden. Versuche es noch einmal oder wähle jemand anderen.',
    (reason) => `Der Anruf wurde nicht übergeben (${reason}).`,
  ],
  'bad-number': ['Das ist weder eine Nummer noch eine Adresse.', 'Gib eine Nummer ein, etwa +1 202 555 0100.'],
  overloaded: ['Der Anbieter ist gerade überlastet.', 'Versuche es in einer Minute noch einmal.'],
  'bad-response': [
    'Der Anbieter hat etwas Unlesbares geschickt.',
    'Speichere die Diagnose und schicke sie dem Anbieter.',
  ],
  'refused-request': [
    'Der Anbieter hat das Telefon nicht verstanden.',
    'Speichere die Diagnose und schicke sie dem Anbieter.',
  ],
  offline: ['Du bist offline.', 'Prüfe dein Netz. Das Telefon verbindet sich von selbst wieder.'],
  'no-such-call': ['Dieser Anruf ist schon vorbei.', 'Es ist nichts mehr zu tun.'],
  'not-now': ['Das geht in diesem Moment des Anrufs nicht.', 'Versuche es noch einmal.'],
  'bad-command': ['Seite und Telefon passen nicht zusammen.', 'Lade die Seite neu.'],
  'demo-failed': [
    'Der eingebaute Anbieter ist nicht gestartet.',
    'Versuche es noch einmal oder speichere die Diagnose.',
  ],
  'settings-not-saved': [
    'Die Einstellungen konnten nicht gespeichert werden.',
    'Prüfe, ob auf der Platte Platz ist, und versuche es noch einmal.',
  ],
  'contacts-not-saved': [
    'Der Kontakt konnte nicht gespeichert werden.',
    'Entferne einen Kontakt oder schaffe Platz auf der Platte und versuche es noch einmal.',
    (most) => `Der Kontakt konnte nicht gespeichert werden: Es gibt schon ${most}.`,
  ],
  'not-running': ['Das Telefon läuft nicht.', 'Starte Byway wieder und wiederhole es dann.'],
  internal: [
    'Im Telefon ist etwas schiefgegangen.',
    'Versuche es noch einmal. Wenn es bleibt, speichere die Diagnose.',
  ],
};
