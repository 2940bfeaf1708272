import { createContext } from 'svelte';
import type { PhoneClient } from '../../src-bridge/phone-client.ts';
import type { ActionFailures } from './action-failures.svelte.ts';

/** The commands of the phone and where their failures go, for every component below. */
export const [getPhone, setPhone] = createContext<{
  readonly commands: PhoneClient;
  readonly failures: ActionFailures;
}>();
