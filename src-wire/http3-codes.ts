/** Error codes of HTTP/3 (RFC 9114, 8.1). */
export const http3Codes = { none: 0x100, cancelled: 0x10c } as const;
