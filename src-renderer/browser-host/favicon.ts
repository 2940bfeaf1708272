import type { Badge } from './badge.ts';

/** The drawing of each badge but `idle`, on the 64 units of the icon: colour and shape differ, also at 16 pixels. */
const drawings: Readonly<Record<Exclude<Badge, 'idle'>, string>> = {
  ringing: `${tile('#c2410c', '#ffd9a8')}${dot('#ffb020', '<circle cx="46" cy="46" r="6" fill="#5c2a00"/>')}`,
  'in-call': `${tile('#0b6b5c', '#7fdcc8')}${dot('#2bd46b', '')}`,
  dnd: `${tile('#0b6b5c', '#7fdcc8')}${dot('#d92d20', '<path d="M38 46h16" stroke="#fff" stroke-width="7"/>')}`,
  offline: `${tile('#66716d', '#c9d1cd')}<path d="M10 54 54 10" stroke="#66716d" stroke-width="14"/>
    <path d="M10 54 54 10" stroke="#fff" stroke-width="6" stroke-linecap="round"/>`,
};

/** The icon of the page for a badge as a `data:` URL; `idle` is the page's own. */
export function faviconOf(badge: Exclude<Badge, 'idle'>): string {
  const svg = `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 64 64">${drawings[badge]}</svg>`;
  return `data:image/svg+xml,${encodeURIComponent(svg)}`;
}

/** The mark of Byway on its tile, as in assets/byway.svg. */
function tile(ground: string, stroke: string): string {
  return `<rect width="64" height="64" rx="16" fill="${ground}"/>
    <g fill="none" stroke-width="6" stroke-linecap="round" stroke-linejoin="round">
    <path d="M22 14.5h10a8.75 8.75 0 0 1 0 17.5H22h13a8.75 8.75 0 0 1 0 17.5H22" stroke="${stroke}"/>
    <path d="M22 14.5v35" stroke="#fff"/></g>`;
}

/** A dot in the corner with a rim that sets it off. */
function dot(fill: string, inside: string): string {
  return `<circle cx="46" cy="46" r="18" fill="#fff"/><circle cx="46" cy="46" r="14" fill="${fill}"/>${inside}`;
}
