import { app } from 'electron';
import type { PhoneState } from '../../src-bridge/phone-state.ts';
import type { Messages } from '../../src-renderer/messages/en.ts';
import { chooseLocale } from '../../src-renderer/messages/locale.ts';

/** The texts in the language of the settings, or of the system. Once the application is ready. */
export function textOf({ settings }: Pick<PhoneState, 'settings'>): Messages {
  return chooseLocale(settings.language, app.getPreferredSystemLanguages()).text;
}
