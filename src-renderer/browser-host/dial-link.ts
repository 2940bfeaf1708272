import { z } from 'zod';

/** What stands behind `?dial=`: the `tel:` link that was clicked (RFC 3966), with what may follow its number. */
const telLink = z
  .string()
  .max(512)
  .transform(decoded)
  .pipe(z.string().regex(/^tel:(?:\/\/)?\+?(?=[^;?]*\d)[\dA-D*#().\s-]{1,40}(?:[;?].*)?$/iu));

/** The address that a browser opens for a `tel:` link, of a page at `origin`. */
export function dialAddress(origin: string): string {
  return `${origin}/?dial=%s`;
}

/**
 * The `tel:` link that the page was opened with; undefined where there is none, or what is there is no such link. It
 * leaves the address at once, so that loading the page again does not bring it back.
 */
export function takeDialLink(
  location: Pick<Location, 'search' | 'pathname'>,
  history: Pick<History, 'replaceState'>,
): string | undefined {
  const given = new URLSearchParams(location.search).get('dial');
  if (given === null) return undefined;
  history.replaceState(null, '', location.pathname);
  return telLink.safeParse(given).data;
}

/** The link without its own percent escapes; as it is, where they are none. */
function decoded(link: string): string {
  try {
    return decodeURIComponent(link);
  } catch {
    return link;
  }
}
