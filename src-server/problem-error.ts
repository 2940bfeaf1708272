import type { CallDescription } from '../src-protocol/call.ts';
import { problemContentType, type Problem } from '../src-protocol/problem.ts';
import { ProtocolError } from '../src-protocol/protocol-error.ts';

/** A request that is answered with a problem (PROTOCOL 10). */
export class ProblemError extends Error {
  readonly status: number;
  readonly member: string | undefined;
  readonly headers: Readonly<Record<string, string>>;
  /** How a call that is over ended. */
  readonly call: CallDescription | undefined;

  constructor(
    status: number,
    detail: string,
    extra: { member?: string; headers?: Record<string, string>; call?: CallDescription; cause?: unknown } = {},
  ) {
    super(detail, { cause: extra.cause });
    this.name = 'ProblemError';
    this.status = status;
    this.member = extra.member;
    this.headers = extra.headers ?? {};
    this.call = extra.call;
  }

  /** What a peer sent does not fit the page: 413 for size, otherwise 400 with the member at fault. */
  static of(error: ProtocolError): ProblemError {
    if (error.code === 'too-large') return new ProblemError(413, error.message, { cause: error });
    return new ProblemError(400, error.message, { member: error.member, cause: error });
  }
}

const titles: Readonly<Record<number, string>> = {
  400: 'The request does not fit the protocol',
  401: 'Sign in first',
  403: 'Not allowed',
  404: 'Not found',
  405: 'Method not allowed',
  409: 'That device is not available',
  413: 'Too large',
  415: 'Not the media type',
  429: 'Too many requests',
  503: 'Overloaded',
};

/** The answer to a request that failed: problem+json, for a defect of ours without its text. */
export function problemResponse(error: unknown): Response {
  const problem = error instanceof ProtocolError ? ProblemError.of(error) : error;
  if (!(problem instanceof ProblemError)) return respond(500, { title: 'The provider failed', status: 500 }, {});
  const { status, member, message: detail, headers, call } = problem;
  const title = titles[status];
  const parts = {
    ...(title && { title }),
    status,
    detail,
    ...(member !== undefined && { member }),
    ...(call && { call }),
  };
  return respond(status, parts, headers);
}

function respond(status: number, problem: Problem, headers: Readonly<Record<string, string>>): Response {
  return new Response(JSON.stringify(problem), {
    status,
    headers: { 'content-type': problemContentType, 'x-content-type-options': 'nosniff', ...headers },
  });
}
