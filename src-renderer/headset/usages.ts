/** The usage page of headsets and telephones (HID Usage Tables, 14). */
export const telephonyPage = 0x0b;

const telephony = (id: number): number => telephonyPage * 0x10000 + id;
const led = (id: number): number => 0x08 * 0x10000 + id;

/** What a headset can tell. */
export type Button = 'hook' | 'mute' | 'flash' | 'redial' | 'drop' | 'reject';

/** The usage of each button: page in the upper 16 bits. */
export const buttonOf: ReadonlyMap<number, Button> = new Map<number, Button>([
  [telephony(0x20), 'hook'],
  [telephony(0x2f), 'mute'],
  [telephony(0x21), 'flash'],
  // Hold, on headsets that have a key for it.
  [telephony(0x23), 'flash'],
  [telephony(0x24), 'redial'],
  [telephony(0x26), 'drop'],
  // Line Busy Tone: the caller is to hear that we are busy.
  [telephony(0x97), 'reject'],
  // Jabra's own.
  [telephony(0xfffd), 'reject'],
]);

/** What a headset can show. */
export type Lamp = 'ring' | 'offHook' | 'mute' | 'hold';
export type Lamps = Readonly<Record<Lamp, boolean>>;

/** The usage of each lamp, on the LED page (11) and, for a ringer, on the telephony page. */
export const lampOf: ReadonlyMap<number, Lamp> = new Map<number, Lamp>([
  [led(0x09), 'mute'],
  [led(0x17), 'offHook'],
  [led(0x18), 'ring'],
  [led(0x20), 'hold'],
  [telephony(0x9e), 'ring'],
]);
