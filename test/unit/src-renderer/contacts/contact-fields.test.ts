import { describe, expect, it } from 'vitest';
import { fieldsOf, readContact } from '../../../../src-renderer/contacts/contact-fields.ts';
import { sampleContacts } from '../../../support/sample-contacts.ts';

const empty = fieldsOf(undefined);

describe('the form of a contact', () => {
  it('shows what is known and reads the same contact from it again', () => {
    for (const contact of sampleContacts) {
      const { id: _id, ...rest } = contact;
      expect(readContact(fieldsOf(contact), undefined)).toEqual({ draft: rest });
    }
  });

  it('takes numbers as they are dialled at home, links and addresses, each once', () => {
    const numbers = ['(408) 555-1002', ' ', 'tel:+1-408-555-1002', 'ben@example.com', '+44 20 7946 0123'];
    expect(readContact({ ...empty, name: ' Ben ', numbers }, 'US')).toEqual({
      draft: { name: 'Ben', numbers: ['+14085551002', 'ben@example.com', '+442079460123'] },
    });
  });

  it('takes an address without a scheme for one of SIP', () => {
    expect(readContact({ ...empty, name: 'Ben', lamp: ' ben@192.168.1.20:5062 ', keyName: 'office' }, 'US')).toEqual({
      draft: { name: 'Ben', numbers: [], lamp: { uri: 'sip:ben@192.168.1.20:5062', keyName: 'office' } },
    });
    expect(readContact({ ...empty, name: 'Ben', lamp: 'SIPS:desk.example.com' }, 'US')).toMatchObject({
      draft: { lamp: { uri: 'SIPS:desk.example.com' } },
    });
  });

  it('says which fields are not right', () => {
    const fields = {
      name: ' ',
      numbers: ['+14085551002', 'nobody', '', '4085551002'],
      lamp: 'over there',
      keyName: '',
    };
    expect(readContact(fields, undefined)).toEqual({
      problems: { name: true, numbers: [false, true, false, true], lamp: true },
    });
    expect(readContact({ ...empty, name: 'Ben', numbers: ['x'] }, 'US')).toEqual({
      problems: { name: false, numbers: [true], lamp: false },
    });
  });
});
