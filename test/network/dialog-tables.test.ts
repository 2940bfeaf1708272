import { afterEach, describe, expect, test } from 'vitest';
import { askByway } from '../../bench/dialog-tables/ask-byway.ts';
import { askPhone } from '../../bench/dialog-tables/ask-phone.ts';
import { rowOf } from '../../bench/dialog-tables/decide.ts';
import { publishedRows, type Row } from '../../bench/dialog-tables/rows.ts';
import { readNameAddress } from '../../src-main/dialog-package/sip/name-address.ts';
import { headerOf } from '../../src-main/dialog-package/sip/sip-headers.ts';
import type { SipRequest } from '../../src-main/dialog-package/sip/sip-message.ts';
import { PublishedPhone, type PhoneManners } from '../support/published-phone.ts';

let phone: PublishedPhone | undefined;

afterEach(() => {
  phone?.close();
  phone = undefined;
});

/** The row of a phone with these manners. */
async function rowWith(manners: PhoneManners): Promise<Row> {
  phone = await PublishedPhone.open(manners);
  return rowOf(await askPhone(phone.place, 'line'));
}

function published(name: string): Omit<Row, 'name'> {
  const { name: _, ...row } = publishedRows.find((row) => row.name === name)!;
  return row;
}

const isLine = (user: string): boolean => user === 'line';

function uriOf(invite: SipRequest, name: string): string {
  return readNameAddress(headerOf(invite, name) ?? '').uri;
}

/** A dialog of an incoming call with these in its parts. */
function dialog(
  invite: SipRequest,
  state: string,
  { identifiers = true, local = '', remote = '' }: { identifiers?: boolean; local?: string; remote?: string },
): string {
  const names = identifiers
    ? `call-id="${headerOf(invite, 'Call-ID')}" local-tag="phone" remote-tag="theirs" direction="recipient"`
    : '';
  return `<dialog id="1" ${names}><state>${state}</state><local>${local}</local><remote>${remote}</remote></dialog>`;
}

const identity = (uri: string): string => `<identity>${uri}</identity>`;
const target = (uri: string): string => `<target uri="${uri}"/>`;

describe('a phone over UDP is given the row that was published for it', () => {
  test('A, which answers a call and tells nothing of it', async () => {
    const row = await rowWith({
      takesSubscribe: isLine,
      takesInvite: isLine,
      dialog: (invite, _, state) => dialog(invite, state, { identifiers: false }),
    });
    expect(row).toMatchObject(published('A'));
    expect(phone?.methods.filter((method) => method !== 'SUBSCRIBE')).toEqual([
      'INVITE',
      'ACK',
      'BYE',
      'INVITE',
      'ACK',
    ]);
  });

  test('B, though it only rings', async () => {
    const row = await rowWith({
      takesSubscribe: isLine,
      takesInvite: isLine,
      onlyRings: true,
      dialog: (invite, contact, state) =>
        dialog(invite, state, {
          local: identity(uriOf(invite, 'To')) + target(contact),
          remote: identity(uriOf(invite, 'From')),
        }),
    });
    expect(row).toMatchObject({ ...published('B'), accepted: ['200', '404', '180', '404'] });
    expect(phone?.methods.slice(2, 5)).toEqual(['INVITE', 'CANCEL', 'ACK']);
  });

  test('D, which keeps the calls to no user from its line', async () => {
    const row = await rowWith({
      takesSubscribe: () => true,
      takesInvite: () => true,
      tells: (subscribed, called) => subscribed === called,
      dialog: (invite, _, state) =>
        dialog(invite, state, {
          local: identity(uriOf(invite, 'To')) + target(uriOf(invite, 'To')),
          remote: identity(uriOf(invite, 'From')) + target(uriOf(invite, 'From')),
        }),
    });
    expect(row).toMatchObject(published('D'));
  });
});

test('Byway takes every SUBSCRIBE, keeps lines apart, and reports what the guidelines want from where they want it', async () => {
  const { findings, lineTwoShownTo } = await askByway();
  expect(rowOf(findings)).toEqual({
    name: 'Byway',
    accepted: ['200', '200', '405', '405'],
    reported: ['Y', 'Y', '-', '-'],
    identifiers: ['Y', 'Y'],
    parties: ['To', 'Contact', 'From', 'Contact'],
  });
  expect(lineTwoShownTo).toEqual(['no-user']);
});
