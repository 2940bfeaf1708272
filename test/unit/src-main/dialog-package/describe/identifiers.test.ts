import { createHash } from 'node:crypto';
import { describe, expect, test } from 'vitest';
import {
  deviceInstance,
  dialogId,
  dialogIdentifiers,
  farInstance,
} from '../../../../../src-main/dialog-package/describe/identifiers.ts';
import { fingerprint } from '../../../../../src-main/node/system-clock.ts';

const call = 'https://provider.example/calls/0123456789abcdef';
const handler = 'https://provider.example/handlers/laptop';

function namesOf(uri: string): readonly string[] {
  const { callId, localTag, remoteTag } = dialogIdentifiers(uri, 'initiator', fingerprint);
  return [callId, localTag, remoteTag];
}

describe('the identifiers of a call', () => {
  test('are made of SHA-256 of a label and its URI', () => {
    const hash = (text: string): string => createHash('sha256').update(text).digest('base64url').slice(0, 22);
    expect(dialogIdentifiers(call, 'initiator', fingerprint)).toEqual({
      callId: hash(`c ${call}`),
      localTag: hash(`l ${call}`),
      remoteTag: hash(`r ${call}`),
    });
  });

  test('are these, so that every version of Byway has the same ones', () => {
    expect({
      ...dialogIdentifiers(call, 'initiator', fingerprint),
      ids: [dialogId(call, 0, fingerprint), dialogId(call, 1, fingerprint)],
      device: deviceInstance(handler, fingerprint),
      far: farInstance(call, '+14085551002', fingerprint),
    }).toMatchInlineSnapshot(`
      {
        "callId": "2BFsoPdjMwP5D7qJ4UVSL8",
        "device": "v3qiuU4mflqsLczk-Io9eE",
        "far": "4ORT9vHR92YIOMD3FCdFoP",
        "ids": [
          "VSKzrbJw5We3h5amjLrmOb",
          "zewDiFmzVqqSmhD6wHRtca",
        ],
        "localTag": "j6IhTCyfQ5lHExyw9mehxs",
        "remoteTag": "-4dY7pm6vciJihX5Oxq4Xf",
      }
    `);
  });

  test('have the tags the other way round for who receives the call', () => {
    const { callId, localTag, remoteTag } = dialogIdentifiers(call, 'initiator', fingerprint);
    const swapped = { callId, localTag: remoteTag, remoteTag: localTag };
    expect(dialogIdentifiers(call, 'recipient', fingerprint)).toEqual(swapped);
  });

  test('differ from each other, from call to call, and for another far side', () => {
    const other = `${call}0`;
    const all = [call, other].flatMap((uri) => [
      ...namesOf(uri),
      dialogId(uri, 0, fingerprint),
      dialogId(uri, 1, fingerprint),
      farInstance(uri, '+14085551002', fingerprint),
      farInstance(uri, '+14085551003', fingerprint),
      deviceInstance(uri, fingerprint),
      fingerprint(uri),
    ]);
    expect(new Set(all).size).toBe(all.length);
  });
});
