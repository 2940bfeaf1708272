import { app } from 'electron';
import { shellRequestSchema, type ShellRequest } from './shell-arguments.ts';

/** What this start of the program and later ones ask for. */
export interface RequestInbox {
  /** Hands over what has come so far and whatever comes later. Returns the way to stop. */
  open(listener: (request: ShellRequest, from: 'this-start' | 'elsewhere') => void): () => void;
}

/**
 * Collects requests from the first moment: macOS tells the link that started the program before it is ready. Must run
 * before the application is ready.
 */
export function collectRequests(own: ShellRequest): RequestInbox {
  const waiting: [ShellRequest, 'this-start' | 'elsewhere'][] = [[own, 'this-start']];
  let listener: Parameters<RequestInbox['open']>[0] | undefined;
  const take = (request: ShellRequest, from: 'this-start' | 'elsewhere'): void => {
    if (listener === undefined) waiting.push([request, from]);
    else listener(request, from);
  };
  app.on('open-url', (event, url) => {
    event.preventDefault();
    take({ link: url.slice(0, 2048) }, 'elsewhere');
  });
  // The command line of a second start is reordered by Chromium; what it asks for comes beside it.
  app.on('second-instance', (_event, _argv, _directory, data) => {
    const request = shellRequestSchema.safeParse(data);
    take(request.success ? request.data : {}, 'elsewhere');
  });
  // The first start activates the program as well, and may be one at login that is to stay out of sight.
  app.on('activate', () => listener?.({ action: 'open' }, 'elsewhere'));
  return {
    open(given) {
      listener = given;
      for (const [request, from] of waiting.splice(0)) given(request, from);
      return () => (listener = undefined);
    },
  };
}
