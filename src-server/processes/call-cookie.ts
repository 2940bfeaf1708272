const callPath = /^\/ripp\/calls\/[^/]+/u;

/** The cookie by which a load balancer leads the requests of one call to the process that keeps it. */
export const processCookie = 'ripp-process';

/** `response`, with that cookie where `request` is one to a call (PROTOCOL 7). */
export function withCallCookie(request: Request, response: Response, process: string): Response {
  const path = callPath.exec(new URL(request.url).pathname)?.[0];
  if (path === undefined) return response;
  response.headers.append('set-cookie', `${processCookie}=${process}; Path=${path}; Secure; HttpOnly; SameSite=None`);
  return response;
}
