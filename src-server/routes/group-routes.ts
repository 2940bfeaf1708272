import { Hono, type Context } from 'hono';
import { handlerDescriptionSchema, type Handler } from '../../src-protocol/handler.ts';
import type { TerminalGroupList } from '../../src-protocol/terminal-group.ts';
import type { Accounts, Group } from '../accounts.ts';
import type { Calls } from '../calls/calls.ts';
import type { GroupStreams } from '../events/group-streams.ts';
import type { Handlers } from '../handlers.ts';
import { ProblemError } from '../problem-error.ts';
import type { CallPlacing } from '../calls/call-placing.ts';
import { placeCallRequestSchema } from '../../src-protocol/call.ts';
import { accountOf, deviceOf, empty, groupOf, json, jsonBody, notAllowed } from './request-context.ts';

export interface GroupRouteParts {
  readonly accounts: Accounts;
  readonly handlers: Handlers;
  readonly calls: Calls;
  readonly streams: GroupStreams;
  readonly placing: CallPlacing;
  /** Resolves when what was changed outlives this process. Rejects with a 503 `ProblemError`. */
  readonly written: () => Promise<void>;
}

/** Discovery, terminal groups, handlers, the TG event stream and the placing of calls (PROTOCOL 1 to 4). */
export function groupRoutes(parts: GroupRouteParts): Hono {
  const { accounts, handlers, calls, streams, placing, written } = parts;
  const routes = new Hono();

  routes.get('/.well-known/ripp/providertgs', (context) => {
    const { groups, name } = accountOf(context, accounts);
    const list: TerminalGroupList = {
      tgs: groups.map(({ uri, number }) => ({ uri, name, description: number })),
    };
    return json(list);
  });
  routes.all('/.well-known/ripp/providertgs', authorised('GET'));

  routes.get('/ripp/tg/:group', (context) => json(groupOf(context, accounts).description));
  routes.all('/ripp/tg/:group', known('GET'));

  routes.get('/ripp/tg/:group/handlers', (context) =>
    json({ handlers: handlers.list(groupOf(context, accounts)).map(({ uri }) => uri) }),
  );
  routes.post('/ripp/tg/:group/handlers', async (context) => {
    const group = groupOf(context, accounts);
    const { handler, isNew } = handlers.register(group, await jsonBody(context, handlerDescriptionSchema));
    await written();
    return json(handler, isNew ? 201 : 200, { location: handler.uri });
  });
  routes.all('/ripp/tg/:group/handlers', known('GET, POST'));

  routes.get('/ripp/tg/:group/handlers/:handler', (context) => json(handlerOf(context).handler));
  routes.put('/ripp/tg/:group/handlers/:handler', async (context) => {
    const { group, handler } = handlerOf(context);
    const updated = handlers.update(group, handler.id, await jsonBody(context, handlerDescriptionSchema));
    await written();
    return json(updated);
  });
  routes.delete('/ripp/tg/:group/handlers/:handler', async (context) => {
    const { group, handler } = handlerOf(context);
    handlers.remove(group, handler);
    await written();
    return empty(204);
  });
  routes.all('/ripp/tg/:group/handlers/:handler', (context) => {
    handlerOf(context);
    return notAllowed('GET, PUT, DELETE')();
  });

  routes.get('/ripp/tg/:group/events', (context) => {
    const group = groupOf(context, accounts);
    return streams.open(
      group,
      calls.inGroup(group).map(({ uri }) => uri),
    );
  });
  routes.all('/ripp/tg/:group/events', known('GET'));

  routes.get('/ripp/tg/:group/calls', (context) => {
    const group = groupOf(context, accounts);
    const ended = calls.endedIn(group);
    return json({ calls: calls.inGroup(group).map(({ uri }) => uri), ...(ended.length > 0 && { ended }) });
  });
  routes.post('/ripp/tg/:group/calls', async (context) => {
    const group = groupOf(context, accounts);
    const leg = await placing.place(group, await jsonBody(context, placeCallRequestSchema), deviceOf(context));
    // A call goes on where it cannot be written down.
    await written().catch(() => undefined);
    return json(leg.describe(''), 201, { location: leg.uri });
  });
  routes.all('/ripp/tg/:group/calls', known('GET, POST'));

  function handlerOf(context: Context): { group: Group; handler: Handler } {
    const group = groupOf(context, accounts);
    const handler = handlers.find(group, context.req.param('handler') ?? '');
    if (handler === undefined) throw new ProblemError(404, 'There is no such device.');
    return { group, handler };
  }

  function authorised(allow: string): (context: Context) => never {
    return (context) => {
      accountOf(context, accounts);
      return notAllowed(allow)();
    };
  }

  function known(allow: string): (context: Context) => never {
    return (context) => {
      groupOf(context, accounts);
      return notAllowed(allow)();
    };
  }

  return routes;
}
