import type { Contact, Lamp } from '../../src-bridge/contacts.ts';

/** Five people, each with another lamp, and one without; by name. */
export const sampleContacts: readonly Contact[] = [
  { id: 'ada', name: 'Ada Byron', numbers: ['+14085551002', '+442079460123'], lamp: { uri: 'sip:ada@192.168.1.20' } },
  {
    id: 'ben',
    name: 'Ben Müller',
    numbers: ['+12025550101'],
    lamp: { uri: 'sip:ben@192.168.1.21', keyName: 'office' },
  },
  { id: 'cleo', name: 'Cleo', numbers: ['cleo@example.com'], lamp: { uri: 'sip:cleo@192.168.1.22' } },
  { id: 'dora', name: 'Dora', numbers: [], lamp: { uri: 'sip:dora@192.168.1.23' } },
  { id: 'eve', name: 'Eve', numbers: ['+12025550105'], lamp: { uri: 'sip:eve@192.168.1.24' } },
  { id: 'finn', name: 'Finn at the front desk', numbers: ['+12025550106'] },
];

export const sampleLamps: Readonly<Record<string, Lamp>> = {
  ada: { kind: 'idle' },
  ben: { kind: 'ringing', who: '+14085551003' },
  cleo: { kind: 'in-call', who: '+14085551002' },
  dora: { kind: 'unknown', reason: 'refused' },
  eve: { kind: 'unknown', reason: 'asking' },
};

/** `count` people with a number each. */
export function manyContacts(count: number): readonly Contact[] {
  return Array.from({ length: count }, (_, index) => {
    const position = String(index).padStart(4, '0');
    return { id: `person-${position}`, name: `Person ${position}`, numbers: [`+1202555${position}`] };
  });
}
