import { createContext } from 'svelte';
import type { Locale } from './locale.ts';

/** Holds the locale for every component below; `current` follows the settings. */
export const [getLocale, setLocale] = createContext<{ readonly current: Locale }>();
