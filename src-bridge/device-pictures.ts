import type { DevicePicture } from './settings.ts';

/** What is drawn of each device, as lines in a square of 24. */
const shapes: Readonly<Record<DevicePicture, string>> = {
  laptop: '<rect x="4" y="5" width="16" height="11" rx="1.5"/><path d="M2 19h20"/>',
  desktop: '<rect x="3" y="4" width="18" height="12" rx="1.5"/><path d="M12 16v4M8 20h8"/>',
  headset:
    '<path d="M4 15v-3a8 8 0 0 1 16 0v3"/><rect x="3" y="14" width="4" height="6" rx="1.5"/>' +
    '<rect x="17" y="14" width="4" height="6" rx="1.5"/><path d="M19 20c0 1.5-2 2-5 2"/>',
  'desk-phone':
    '<path d="M3 9c0-3 4-5 9-5s9 2 9 5l-1 2-4-1V8H8v2l-4 1z"/><path d="M6 12l-2 8h16l-2-8"/><circle cx="12" cy="15" r="2"/>',
  mobile: '<rect x="7" y="2.5" width="10" height="19" rx="2"/><path d="M11 18.5h2"/>',
};

/** The picture as a `data:` URL of an image that reads on light and dark alike. */
export function pictureUrl(picture: DevicePicture): string {
  const drawing =
    '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 24 24" width="24" height="24" fill="none" ' +
    `stroke="#618780" stroke-width="1.6" stroke-linecap="round" stroke-linejoin="round">${shapes[picture]}</svg>`;
  return `data:image/svg+xml,${encodeURIComponent(drawing)}`;
}
