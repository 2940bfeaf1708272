import { Hono, type Context } from 'hono';
import { lastEventHeader } from '../../src-protocol/call.ts';
import { readCallEvent } from '../../src-protocol/events.ts';
import { maxBodyBytes } from '../../src-protocol/media-body.ts';
import type { Accounts } from '../accounts.ts';
import type { Calls } from '../calls/calls.ts';
import type { Leg } from '../calls/leg.ts';
import { readEvents } from '../events/event-intake.ts';
import { mediaHeaders } from '../media/media-outlet.ts';
import { ProblemError } from '../problem-error.ts';
import type { Clock } from '../world.ts';
import { accountOf, boundedBody, deviceOf, empty, json, notAllowed, requireMediaType } from './request-context.ts';

/** A call: its description, its event streams and its media (PROTOCOL 4 to 6). */
export function callRoutes(parts: { accounts: Accounts; calls: Calls; clock: Clock }): Hono {
  const { accounts, calls, clock } = parts;
  const routes = new Hono();

  routes.get('/ripp/calls/:call', (context) => json(legOf(context).describe(deviceOf(context))));
  routes.all('/ripp/calls/:call', refused('GET'));

  routes.get('/ripp/calls/:call/events', (context) => {
    const leg = legOf(context);
    return leg.openEvents(leg.knownDevice(deviceOf(context)), context.req.header(lastEventHeader));
  });
  routes.put('/ripp/calls/:call/events', async (context) => {
    const leg = legOf(context);
    const device = leg.knownDevice(deviceOf(context));
    requireMediaType(context, 'application/json');
    const { body } = context.req.raw;
    const ended = leg.uploadBegan();
    try {
      const onValue = (value: unknown): void => {
        const event = readCallEvent(value);
        if (event !== undefined) leg.take(device, event);
      };
      const { over, lost } = leg;
      if (body !== null) await readEvents(body, { clock, over, lost, gone: context.req.raw.signal, onValue });
    } finally {
      ended();
    }
    return empty(200);
  });
  routes.all('/ripp/calls/:call/events', refused('GET, PUT'));

  routes.get('/ripp/calls/:call/media', (context) => {
    const leg = legOf(context);
    return leg.parkMedia(leg.knownDevice(deviceOf(context)), context.req.raw.signal);
  });
  routes.put('/ripp/calls/:call/media', async (context) => {
    const leg = legOf(context);
    const body = await boundedBody(context, maxBodyBytes);
    return new Response(leg.takeMedia(leg.knownDevice(deviceOf(context)), body), { headers: mediaHeaders });
  });
  routes.all('/ripp/calls/:call/media', refused('GET, PUT'));

  function legOf(context: Context): Leg {
    const account = accountOf(context, accounts);
    const id = context.req.param('call') ?? '';
    const leg = calls.find(id);
    if (leg?.group.account === account) return leg;
    const call = account.groups.flatMap((group) => calls.endedIn(group)).find(({ uri }) => uri.endsWith(`/${id}`));
    throw new ProblemError(404, 'This call is over.', { ...(call && { call }) });
  }

  function refused(allow: string): (context: Context) => never {
    return (context) => {
      legOf(context);
      return notAllowed(allow)();
    };
  }

  return routes;
}
