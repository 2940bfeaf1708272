export type ProtocolErrorCode =
  /** The bytes are no UTF-8 or no JSON. */
  | 'not-json'
  /** JSON that breaks its schema; `member` names where. */
  | 'schema'
  /** More bytes than the page allows. */
  | 'too-large'
  /** Bytes that are no varint, TLV or chunk. */
  | 'malformed';

/** What a peer sent does not fit PROTOCOL. `member` is a path such as `mic.param-sets`, empty for the whole. */
export class ProtocolError extends Error {
  readonly code: ProtocolErrorCode;
  readonly member: string;

  constructor(code: ProtocolErrorCode, member: string, message: string, options?: ErrorOptions) {
    super(message, options);
    this.name = 'ProtocolError';
    this.code = code;
    this.member = member;
  }
}
