import { describe, expect, it } from 'vitest';
import { check } from '../../../src-protocol/check.ts';
import { asList, handlerDescriptionSchema, handlerListSchema, handlerSchema } from '../../../src-protocol/handler.ts';

const opus = { opus: 1, sr: 48_000, ptime: 20 };
const mic = { id: 0, 'param-sets': opus };
const spk = { id: 1, 'param-sets': opus };
const base = { nickname: 'Desk', 'device-id': 'b7c1' };

describe('the description of a handler', () => {
  it.each([
    ['a microphone alone', { ...base, mic }],
    ['a loudspeaker alone', { ...base, spk }],
    ['both', { ...base, mic, spk }],
    ['lists of both', { ...base, mic: [mic, { id: 2, 'param-sets': opus }], spk: [spk] }],
    ['alternative parameter sets', { ...base, mic: { id: 0, 'param-sets': [opus, { PCMU: 1 }, {}] } }],
    [
      'every parameter',
      {
        ...base,
        mic: {
          id: 255,
          'param-sets': {
            sr: 8000,
            ss: 16,
            cbr: 1,
            ch: 2,
            ptime: 60,
            br: 64_000,
            opus: 1,
            PCMU: 1,
            PCMA: 0,
            'telephone-event': 1,
            CN: 1,
            red: 0,
          },
        },
      },
    ],
    [
      'image, maker, camera and screen',
      { ...base, mic, img: 'https://example.com/i.png', vendor: 'Byway', cam: {}, screen: [] },
    ],
  ])('may have %s', (_name, description) => {
    expect(check(handlerDescriptionSchema, description)).toEqual(description);
  });

  it.each([
    ['sr', 8000, 192_000],
    ['ss', 8, 32],
    ['cbr', 0, 1],
    ['ch', 1, 8],
    ['ptime', 5, 120],
    ['br', 1, Number.MAX_SAFE_INTEGER],
    ['opus', 0, 1],
    ['PCMU', 0, 1],
    ['PCMA', 0, 1],
    ['telephone-event', 0, 1],
    ['CN', 0, 1],
    ['red', 0, 1],
  ])('takes %s from %d to %d in whole numbers', (name, least, most) => {
    const takes = (value: unknown): boolean =>
      handlerDescriptionSchema.safeParse({ ...base, mic: { id: 0, 'param-sets': { [name]: value } } }).success;
    expect([least, most].map(takes)).toEqual([true, true]);
    expect([least - 1, most + 1, least + 0.5, String(least), null].map(takes)).toEqual([
      false,
      false,
      false,
      false,
      false,
    ]);
  });

  it.each([
    ['nickname', 128],
    ['device-id', 256],
    ['vendor', 256],
    ['img', 2048],
  ])('takes a %s of %d characters and no more', (name, most) => {
    const takes = (length: number): boolean =>
      handlerDescriptionSchema.safeParse({ ...base, mic, [name]: 'x'.repeat(length) }).success;
    expect([takes(most), takes(most + 1)]).toEqual([true, false]);
  });

  it('keeps unknown members, its own and those of its sources and their parameters', () => {
    const description = {
      ...base,
      colour: { red: [1, null] },
      mic: [{ ...mic, label: 'Headset', 'param-sets': [{ ...opus, G722: 1, note: 'x' }] }],
      spk: { ...spk, gain: 0.5 },
    };
    expect(check(handlerDescriptionSchema, description)).toEqual(description);
  });

  it.each([
    ['no nickname', { 'device-id': 'x', mic }, 'nickname'],
    ['an empty nickname', { ...base, nickname: '', mic }, 'nickname'],
    ['no device id', { nickname: 'x', mic }, 'device-id'],
    ['an empty device id', { ...base, 'device-id': '', mic }, 'device-id'],
    ['a device id that is no text', { ...base, 'device-id': 7, mic }, 'device-id'],
    ['neither microphone nor loudspeaker', base, 'mic'],
    ['a microphone that is null', { ...base, mic: null }, 'mic'],
    ['no microphone in the list', { ...base, mic: [] }, 'mic'],
    ['no id', { ...base, mic: { 'param-sets': opus } }, 'mic.id'],
    ['an id of 256', { ...base, mic: { ...mic, id: 256 } }, 'mic.id'],
    ['an id of -1', { ...base, mic: { ...mic, id: -1 } }, 'mic.id'],
    ['an id with a fraction', { ...base, mic: { ...mic, id: 0.5 } }, 'mic.id'],
    ['no parameter sets', { ...base, mic: { id: 0 } }, 'mic.param-sets'],
    ['parameter sets that are text', { ...base, mic: { id: 0, 'param-sets': 'opus' } }, 'mic.param-sets'],
    ['an empty list of parameter sets', { ...base, mic: { id: 0, 'param-sets': [] } }, 'mic.param-sets'],
    ['a codec that is true', { ...base, mic: { id: 0, 'param-sets': { opus: true } } }, 'mic.param-sets.opus'],
    ['a codec that is 2', { ...base, mic: { id: 0, 'param-sets': { opus: 2 } } }, 'mic.param-sets.opus'],
    ['a rate of 0', { ...base, spk: [spk, { id: 2, 'param-sets': [opus, { sr: 0 }] }] }, 'spk.1.param-sets.1.sr'],
    ['a frame of no length', { ...base, spk: { id: 2, 'param-sets': { ptime: 0 } } }, 'spk.param-sets.ptime'],
    ['a bit rate that is text', { ...base, spk: { id: 2, 'param-sets': { br: '1' } } }, 'spk.param-sets.br'],
    ['an id twice in a list', { ...base, mic: [mic, mic] }, 'mic'],
    ['the id of the microphone at the loudspeaker', { ...base, mic, spk: { ...spk, id: 0 } }, 'mic'],
    ['a vendor that is null', { ...base, mic, vendor: null }, 'vendor'],
    ['nothing', undefined, ''],
    ['a list', [], ''],
  ])('is refused with %s, and the member is named', (_name, description, member) => {
    expect(() => check(handlerDescriptionSchema, description)).toThrow(
      expect.objectContaining({ code: 'schema', member }),
    );
  });
});

describe('a registered handler', () => {
  const registered = { ...base, mic, uri: 'https://example.com/handlers/1', id: '1', extra: true };

  it('is its description with uri and id', () => {
    expect(check(handlerSchema, registered)).toEqual(registered);
  });

  it.each([
    [{ ...registered, uri: '/handlers/1' }, 'uri'],
    [{ ...registered, id: undefined }, 'id'],
    [{ ...registered, id: '' }, 'id'],
    [{ ...registered, id: 'x'.repeat(257) }, 'id'],
    [{ ...registered, mic: undefined }, 'mic'],
  ])('is refused without them, and the member is named: %#', (handler, member) => {
    expect(() => check(handlerSchema, handler)).toThrow(expect.objectContaining({ code: 'schema', member }));
  });

  it('is listed by its URI', () => {
    expect(check(handlerListSchema, { handlers: [registered.uri] })).toEqual({ handlers: [registered.uri] });
    expect(() => check(handlerListSchema, { handlers: [registered.uri, 'x'] })).toThrow(
      expect.objectContaining({ member: 'handlers.1' }),
    );
    expect(() => check(handlerListSchema, {})).toThrow(expect.objectContaining({ member: 'handlers' }));
  });
});

describe('what is written as one or as a list', () => {
  it('is a list', () => {
    expect(asList(mic)).toEqual([mic]);
    expect(asList([mic, spk])).toEqual([mic, spk]);
    expect(asList(undefined)).toEqual([]);
  });
});
