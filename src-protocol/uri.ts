import { z } from 'zod';

/**
 * An absolute https URI, kept byte for byte: URIs are compared as given (PROTOCOL, introduction). Only printable ASCII,
 * so that it also fits into a header.
 */
export const uriSchema = z
  .string()
  .max(2048)
  .regex(/^https:\/\/[^/?#@]+(?:[/?#].*)?$/u, 'must be an absolute https URI')
  .regex(/^[\x21-\x7e]*$/u, 'must be printable ASCII')
  .refine((text) => URL.canParse(text), 'must be a URI');
