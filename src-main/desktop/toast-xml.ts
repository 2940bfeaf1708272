import type { Alert } from './call-alerts.ts';

/**
 * A Windows toast of a call: it stays, with its buttons, in the way that Windows keeps for incoming calls. The arguments
 * are those that Electron knows as a click or as an action of the notification with this `id`; any others would be a
 * click. It is silent, because the phone rings by itself.
 */
export function incomingCallToast({ id, title, body, buttons }: Alert): string {
  const actions = buttons.map(({ label }, index) => {
    const look = index === 0 ? 'Success' : 'Critical';
    const target = escaped(`type=action&action=${index}&tag=${id}`);
    return `<action content="${escaped(label)}" hint-buttonStyle="${look}" activationType="foreground" arguments="${target}"/>`;
  });
  return [
    `<toast scenario="incomingCall" useButtonStyle="true" activationType="foreground" launch="${escaped(`type=click&tag=${id}`)}">`,
    `<visual><binding template="ToastGeneric"><text>${escaped(title)}</text><text>${escaped(body)}</text></binding></visual>`,
    `<audio silent="true"/>`,
    `<actions>${actions.join('')}</actions>`,
    `</toast>`,
  ].join('');
}

const entities: Readonly<Record<string, string>> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  "'": '&apos;',
};

/** Text for XML 1.0: its marks as entities, and without the characters that it cannot hold at all. */
function escaped(text: string): string {
  return text
    .toWellFormed()
    .replace(/[^\t\n\r\u0020-\ud7ff\ue000-\ufffd\u{10000}-\u{10ffff}]/gu, '')
    .replace(/[&<>"']/gu, (mark) => entities[mark] ?? '');
}
