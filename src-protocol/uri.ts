import { z } from 'zod';

/** An absolute https URI, kept byte for byte: URIs are compared as given (PROTOCOL, introduction). */
export const uriSchema = z
  .string()
  .max(2048)
  .regex(/^https:\/\/[^\s/?#@]+(?:[/?#]\S*)?$/u, 'must be an absolute https URI');
