import { spawn } from 'node:child_process';
import { once } from 'node:events';

/** Opens a web address in the person's browser. Resolves false where no browser can be started. */
export async function openInBrowser(url: string): Promise<boolean> {
  const [command, ...args] = opener(url);
  const child = spawn(command, args, { stdio: 'ignore', detached: true });
  child.unref();
  return once(child, 'spawn').then(
    () => true,
    () => false,
  );
}

/** `BYWAY_BROWSER` names another program, as `BROWSER` does elsewhere. */
function opener(url: string): [string, ...string[]] {
  const chosen = process.env['BYWAY_BROWSER'];
  if (chosen !== undefined && chosen !== '') return [chosen, url];
  switch (process.platform) {
    case 'win32':
      return ['rundll32', 'url.dll,FileProtocolHandler', url];
    case 'darwin':
      return ['open', url];
    default:
      return ['xdg-open', url];
  }
}
