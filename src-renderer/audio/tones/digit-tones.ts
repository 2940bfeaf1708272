import { samplesIn } from '../units.ts';
import { addSine } from './sine.ts';

/** The keypad by rows and columns, and what each of them sounds, Hz (ITU-T Q.23). */
const rows = ['123A', '456B', '789C', '*0#D'];
const rowFrequencies = [697, 770, 852, 941];
const columnFrequencies = [1209, 1336, 1477, 1633];

const lengthMs = 150;
/** Of full scale, for each frequency. */
const amplitude = 0.06;

/** The tone of a key, mono at 48 kHz. Throws a `RangeError` for what is no key. */
export function renderDigitTone(digit: string): Float32Array<ArrayBuffer> {
  const row = digit.length === 1 ? rows.findIndex((keys) => keys.includes(digit)) : -1;
  const frequencies = [rowFrequencies[row], columnFrequencies[rows[row]?.indexOf(digit) ?? -1]];
  const samples = new Float32Array(samplesIn(lengthMs));
  for (const frequency of frequencies) {
    if (frequency === undefined) throw new RangeError(`${digit} is no key`);
    addSine(samples, { frequency, amplitude: () => amplitude });
  }
  return samples;
}
