import type { languages } from '../../src-bridge/settings.ts';
import { de } from './de.ts';
import { en, type Messages } from './en.ts';
import type { FailureTexts } from './failure-table.ts';
import { failuresDe } from './failures-de.ts';
import { failuresEn } from './failures-en.ts';

/** One language, ready to use. */
export interface Locale {
  /** BCP 47 tag for the page and for dates and numbers. */
  readonly tag: string;
  readonly text: Messages;
  readonly failures: FailureTexts;
}

type Language = Exclude<(typeof languages)[number], 'system'>;

const texts: Readonly<Record<Language, Omit<Locale, 'tag'>>> = {
  en: { text: en, failures: failuresEn },
  de: { text: de, failures: failuresDe },
};

/**
 * The locale for the person's `choice`; `system` takes the first of `preferred` (BCP 47 tags, best first)
 * that the phone speaks, else English. The region of a preferred tag is kept for dates and numbers.
 */
export function chooseLocale(choice: (typeof languages)[number], preferred: readonly string[]): Locale {
  const spoken = preferred.map((tag) => ({ tag, language: languageOf(tag) }));
  const wanted = choice === 'system' ? spoken.find(({ language }) => language !== undefined)?.language : choice;
  const language = wanted ?? 'en';
  const tag = spoken.find((candidate) => candidate.language === language)?.tag ?? language;
  return { tag, ...texts[language] };
}

function languageOf(tag: string): Language | undefined {
  const primary = tag.toLowerCase().split('-')[0];
  return primary === 'en' || primary === 'de' ? primary : undefined;
}

/** A length of time as a clock shows it: `0:07`, `12:03`, `1:02:03`. `ms` below zero counts as zero. */
export function formatDuration(ms: number): string {
  const total = Math.max(0, Math.floor(ms / 1000));
  const hours = Math.floor(total / 3600);
  const minutes = Math.floor(total / 60) % 60;
  const seconds = String(total % 60).padStart(2, '0');
  return hours === 0 ? `${minutes}:${seconds}` : `${hours}:${String(minutes).padStart(2, '0')}:${seconds}`;
}

/** A moment (ms since the epoch) as time of day. */
export function formatTime(atMs: number, locale: Locale): string {
  return new Intl.DateTimeFormat(locale.tag, { timeStyle: 'short' }).format(atMs);
}

/** A moment as time of day, with its date unless `nowMs` is on the same day. */
export function formatMoment(atMs: number, nowMs: number, locale: Locale): string {
  const isToday = new Date(atMs).toDateString() === new Date(nowMs).toDateString();
  if (isToday) return formatTime(atMs, locale);
  return new Intl.DateTimeFormat(locale.tag, { dateStyle: 'short', timeStyle: 'short' }).format(atMs);
}

/** A number in the writing of the locale. */
export function formatNumber(value: number, locale: Locale): string {
  return new Intl.NumberFormat(locale.tag, { maximumFractionDigits: 1 }).format(value);
}
