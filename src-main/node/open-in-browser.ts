import { spawn } from 'node:child_process';

/** A program that opens browsers either says soon that there is none, or goes on for as long as the browser does. */
const patienceMs = 2000;

/** Opens a web address in the person's browser. Resolves false where there is none. */
export function openInBrowser(url: string): Promise<boolean> {
  const [command, ...args] = opener(url);
  return new Promise((resolve) => {
    const child = spawn(command, args, { stdio: 'ignore', detached: true });
    child.unref();
    const timer = setTimeout(() => resolve(true), patienceMs);
    const settle = (isOpen: boolean): void => {
      clearTimeout(timer);
      resolve(isOpen);
    };
    child.once('error', () => settle(false));
    child.once('exit', (code) => settle(code === 0));
  });
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
