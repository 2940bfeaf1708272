import fc from 'fast-check';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { settle } from '../support/fake-clock.ts';
import { alice, bob, connect, everyCodec, ProviderWorld, readJson, type Device } from '../support/provider-world.ts';

let world: ProviderWorld;
let caller: Device;
let callee: Device;

beforeEach(async () => {
  world = new ProviderWorld();
  caller = await world.register(alice, 'caller');
  callee = await world.register(bob, 'callee');
});

afterEach(() => world.close());

/** The problem of an answer, which must be one. */
async function problemOf(response: Response): Promise<{ status: number; detail?: string; member?: string }> {
  expect(response.headers.get('content-type')).toBe('application/problem+json');
  expect(response.headers.get('x-content-type-options')).toBe('nosniff');
  const problem = (await readJson(response)) as { status: number; detail?: string; member?: string };
  expect(problem.status).toBe(response.status);
  return problem;
}

/** Every resource of a provider with a call, and a method that it has. */
async function resources(): Promise<[method: string, uri: string][]> {
  const { near } = await connect(caller, callee);
  return [
    ['GET', '/.well-known/ripp/providertgs'],
    ['GET', caller.group],
    ['GET', `${caller.group}/handlers`],
    ['GET', caller.handler],
    ['GET', `${caller.group}/events`],
    ['GET', `${caller.group}/calls`],
    ['GET', near],
    ['GET', `${near}/events`],
    ['PUT', `${near}/media`],
  ];
}

describe('a request', () => {
  test('without a valid token is 401, whatever it asks for', async () => {
    for (const [method, uri] of [...(await resources()), ['GET', '/nowhere'], ['DELETE', '/ripp/tg/x']] as const)
      for (const authorization of ['', 'Bearer ', 'Basic YTpi', `Bearer ${alice.token}x`]) {
        const response = await caller.ask(method, uri, { headers: { authorization } });
        expect([uri, response.status]).toEqual([uri, 401]);
        expect(response.headers.get('www-authenticate')).toBe('Bearer');
        await problemOf(response);
      }
  });

  test('for what belongs to another account is 404', async () => {
    for (const [method, uri] of (await resources()).slice(1)) {
      const response = await callee.ask(method, uri);
      expect([uri, response.status]).toEqual([uri, 404]);
      await problemOf(response);
    }
    const { far } = await connect(caller, callee);
    expect((await caller.ask('GET', far)).status).toBe(404);
  });

  test('with a method that a resource has not is 405 and names those it has', async () => {
    for (const [, uri] of await resources())
      for (const method of ['PATCH', 'HEAD', 'OPTIONS']) {
        const response = await caller.ask(method, uri);
        expect([uri, method, response.status]).toEqual([uri, method, 405]);
        expect(response.headers.get('allow')).toContain('GET');
      }
    const { near, heardNear } = await connect(caller, callee);
    await problemOf(await caller.ask('DELETE', near));
    await settle();
    expect(heardNear.hasEnded).toBe(false);
  });

  test('of an account knows only what is there', async () => {
    for (const uri of [
      '/',
      '/ripp/tg/x',
      `${caller.group}/handlers/x`,
      `${caller.group}/nothing`,
      '/ripp/calls/x/media',
    ])
      expect([uri, (await caller.ask('GET', uri)).status]).toEqual([uri, 404]);
  });
});

describe('a body', () => {
  const description = { nickname: 'n', 'device-id': 'd', ...everyCodec };

  test('over 64 KiB is 413, before its media type and its schema are looked at', async () => {
    const tooLarge = 'x'.repeat(65_537);
    const headers = { 'content-type': 'text/plain' };
    for (const [method, uri] of [
      ['POST', `${caller.group}/handlers`],
      ['PUT', caller.handler],
      ['POST', `${caller.group}/calls`],
    ] as const)
      expect((await caller.ask(method, uri, { body: tooLarge, headers })).status).toBe(413);
    const endless = new ReadableStream<Uint8Array>({ pull: (controller) => controller.enqueue(new Uint8Array(4096)) });
    const response = await caller.ask('POST', `${caller.group}/handlers`, { body: endless });
    expect((await problemOf(response)).status).toBe(413);
  });

  test('of another media type is 415', async () => {
    const { near } = await connect(caller, callee);
    for (const [method, uri] of [
      ['POST', `${caller.group}/handlers`],
      ['POST', `${caller.group}/calls`],
      ['PUT', `${near}/events`],
    ] as const) {
      const body = JSON.stringify(description);
      const response = await caller.ask(method, uri, { body, headers: { 'content-type': 'text/plain' } });
      expect((await problemOf(response)).status).toBe(415);
    }
    const headers = { 'content-type': 'Application/JSON; charset=utf-8' };
    const body = JSON.stringify(description);
    expect((await caller.ask('POST', `${caller.group}/handlers`, { body, headers })).status).toBe(201);
  });

  test.each([
    ['not json', ''],
    ['{"nickname":"n"', ''],
    ['null', ''],
    [JSON.stringify({ ...description, nickname: '' }), 'nickname'],
    [JSON.stringify({ nickname: 'n', ...everyCodec }), 'device-id'],
    [JSON.stringify({ nickname: 'n', 'device-id': 'd' }), 'mic'],
    [JSON.stringify({ ...description, mic: { id: 1, 'param-sets': { opus: 'yes' } } }), 'mic.param-sets.opus'],
    [JSON.stringify({ ...description, mic: { id: 256, 'param-sets': {} } }), 'mic.id'],
    [JSON.stringify({ ...description, mic: null }), 'mic'],
  ])('of a device that says %.50s is 400 and names the member', async (body, member) => {
    const problem = await problemOf(await caller.ask('POST', `${caller.group}/handlers`, { body }));
    expect(problem).toMatchObject({ status: 400, member });
  });

  test.each([
    [{ handler: undefined }, 'handler'],
    [{ handler: 'not a uri' }, 'handler'],
    [{ destination: undefined }, 'destination'],
    [{ destination: 'call me' }, 'destination'],
    [{ passport: undefined }, 'passport'],
    [{ passport: 7 }, 'passport'],
  ])('that places a call with %j is 400 and names the member', async (change, member) => {
    expect(await problemOf(await caller.post('+14085550111', change))).toMatchObject({ status: 400, member });
  });
});

describe('a call', () => {
  test('for a device that is not active on the line is 409, before its PASSporT is looked at', async () => {
    for (const handler of [callee.handler, `${caller.group}/handlers/gone`]) {
      const response = await caller.post('+14085550111', { handler, passport: 'nonsense' });
      expect((await problemOf(response)).status).toBe(409);
    }
  });

  test.each([
    ['is no PASSporT', () => Promise.resolve('nonsense')],
    ['is older than 60 s', () => world.passport('+14085550110', '+14085550111', world.clock.now() - 62_000)],
    ['comes from the future', () => world.passport('+14085550110', '+14085550111', world.clock.now() + 62_000)],
    ['names a number of somebody else', () => world.passport('+14085550111', '+14085550111')],
    ['is for another destination', () => world.passport('+14085550110', '+14085550112')],
    [
      'was changed after it was signed',
      async () => {
        const [header = '', , signature = ''] = (await world.passport('+14085550110', '+14085550112')).split('.');
        const [, claims = ''] = (await world.passport('+14085550110', '+14085550111')).split('.');
        return `${header}.${claims}.${signature}`;
      },
    ],
  ])('whose PASSporT %s is 403', async (_, passport) => {
    const response = await caller.post('+14085550111', { passport: await passport() });
    const problem = await problemOf(response);
    expect(problem.status).toBe(403);
    expect(problem.detail).toMatch(/\.$/u);
    expect(await callee.calls()).toEqual([]);
  });

  test('to where nobody is, is 404, after the policy', async () => {
    for (const destination of ['+12025550199', 'nobody@provider.example', 'bob@elsewhere.example'])
      expect((await problemOf(await caller.post(destination))).status).toBe(404);
  });

  test('to an address or a number at this provider reaches who has it', async () => {
    for (const destination of ['bob@provider.example', '+14085550111@provider.example', 'Bob@Provider.Example']) {
      const before = (await callee.calls()).length;
      expect([destination, (await caller.post(destination)).status]).toEqual([destination, 201]);
      expect((await callee.calls()).length).toBe(before + 1);
    }
  });
});

describe('a policy', () => {
  test('refuses a destination and one call too many with 403 and a reason', async () => {
    const strict = new ProviderWorld({
      accounts: [{ ...alice, destinations: ['+1408*', '+12025550199'], 'max-concurrent-calls': 1 }, bob],
    });
    const device = await strict.register(alice, 'device');
    expect(await problemOf(await device.post('+12025550100'))).toMatchObject({
      status: 403,
      detail: expect.stringContaining('may not call') as string,
    });
    expect((await device.post('+12025550199')).status).toBe(404);
    const first = await device.place('+14085550111');
    expect((await problemOf(await device.post('+14085550111'))).detail).toContain('as many calls');
    await device.send(first, { event: 'end' });
    expect((await device.post('+14085550111')).status).toBe(201);
    await strict.close();
  });
});

describe('whatever a peer sends', () => {
  const uploads = fc.oneof(
    fc.uint8Array({ maxLength: 200 }),
    fc.json().map((text) => new TextEncoder().encode(text)),
    fc
      .array(fc.record({ event: fc.constantFrom('answered', 'move', 'dtmf', 'hello', 'x'), handler: fc.string() }))
      .map((events) => new TextEncoder().encode(JSON.stringify(events))),
  );

  test('as events is answered 200, 400 or 413, and the call goes on', async () => {
    const { near, heardNear, heardFar } = await connect(caller, callee);
    await fc.assert(
      fc.asyncProperty(uploads, async (body) => {
        const headers = { 'content-type': 'application/json' };
        const { status } = await caller.ask('PUT', `${near}/events`, { body, headers });
        expect([200, 400, 413]).toContain(status);
      }),
    );
    expect((await caller.send(near, { event: 'mute' })).status).toBe(200);
    await settle();
    expect(heardFar.last).toMatchObject({ event: 'mute' });
    expect(heardNear.events.every(({ direction }) => direction === 's2c')).toBe(true);
  });

  test('as media of a living call is answered 200', async () => {
    const { near } = await connect(caller, callee);
    await fc.assert(
      fc.asyncProperty(fc.uint8Array({ maxLength: 400 }), async (body) => {
        expect((await caller.ask('PUT', `${near}/media`, { body })).status).toBe(200);
      }),
    );
    const tooLarge = await caller.ask('PUT', `${near}/media`, { body: new Uint8Array(65_537) });
    expect((await problemOf(tooLarge)).status).toBe(413);
  });

  test('as the name of its device spoils nothing for the others', async () => {
    const { near, far, heardFar } = await connect(caller, callee);
    for (let index = 0; index < 200; index++) {
      const headers = { 'ripp-handler': `https://nobody.example/${index}` };
      expect((await caller.ask('PUT', `${near}/media`, { body: Uint8Array.of(), headers })).status).toBe(200);
      await (await callee.ask('GET', `${far}/events`, { headers })).body?.cancel();
    }
    await caller.media(near).say('hello');
    expect((await callee.ask('GET', `${far}/media`)).status).toBe(200);
    expect(heardFar.hasEnded).toBe(false);
  });

  test('as streams of one call is bounded, with a time to try again', async () => {
    const { near } = await connect(caller, callee);
    const answers = await Promise.all(Array.from({ length: 200 }, () => caller.ask('GET', `${near}/events`)));
    const refused = answers.find(({ status }) => status === 503);
    expect(refused?.headers.get('retry-after')).toMatch(/^\d+$/u);
    for (const { body } of answers) await body?.cancel();
    expect((await caller.ask('GET', `${near}/events`)).status).toBe(200);
  });

  test('as devices is bounded', async () => {
    const statuses: number[] = [];
    for (let index = 0; index < 70; index++) {
      const body = { nickname: 'n', 'device-id': `d${index}`, ...everyCodec };
      statuses.push((await caller.ask('POST', `${caller.group}/handlers`, { body })).status);
    }
    expect(statuses[0]).toBe(201);
    expect(statuses.at(-1)).toBe(403);
  });
});
