import type { Exchange } from '../../src-main/session/ports.ts';

/** Answers a request in place of the provider, or gives undefined, now or later, to let it through. */
export type Interceptor = (request: Request) => Response | undefined | Promise<Response | undefined>;

/** A wire on which `interceptor`, which a test may change at any time, comes before `serve`. */
export function interceptable(serve: Exchange): { serve: Exchange; interceptor: Interceptor } {
  const wire = {
    interceptor: (): undefined => undefined,
    serve: async (request: Request) => (await wire.interceptor(request)) ?? serve(request),
  } as { serve: Exchange; interceptor: Interceptor };
  return wire;
}

/** A refusal as problem+json (PROTOCOL 10). */
export function refusal(status: number, problem: object = {}, headers: Record<string, string> = {}): Response {
  return new Response(JSON.stringify({ status, ...problem }), {
    status,
    headers: { 'content-type': 'application/problem+json', ...headers },
  });
}

/** A JSON answer. */
export function jsonAnswer(value: unknown, status = 200): Response {
  return new Response(JSON.stringify(value), { status, headers: { 'content-type': 'application/json' } });
}

/** True for a request of this method to a path that ends so. */
export function isTo(request: Request, method: string, end: string): boolean {
  return request.method === method && new URL(request.url).pathname.endsWith(end);
}
