import { execFile } from 'node:child_process';
import type { LinkCost } from './update-policy.ts';

/** A question that a program of the system answers. */
export interface SystemQuestion {
  readonly program: string;
  readonly args: readonly string[];
}

/** Asks the system; resolves with all that the program said, and with nothing where it is missing, fails or hangs. */
export type AskSystem = (question: SystemQuestion) => Promise<string>;

const limitMs = 15_000;

/** Runs the program of a question. */
export const askSystem: AskSystem = ({ program, args }) =>
  new Promise((resolve) => {
    execFile(program, [...args], { timeout: limitMs, windowsHide: true }, (error, stdout, stderr) =>
      resolve(error === null ? stdout + stderr : ''),
    );
  });

const powershell = (command: string): SystemQuestion => ({
  program: 'powershell.exe',
  args: ['-NoProfile', '-NonInteractive', '-Command', command],
});

const linkQuestions: Readonly<Partial<Record<NodeJS.Platform, SystemQuestion>>> = {
  linux: {
    program: 'busctl',
    args: [
      '--system',
      'get-property',
      'org.freedesktop.NetworkManager',
      '/org/freedesktop/NetworkManager',
      'org.freedesktop.NetworkManager',
      'Metered',
    ],
  },
  win32: powershell(
    '[void][Windows.Networking.Connectivity.NetworkInformation,Windows,ContentType=WindowsRuntime];' +
      '[Windows.Networking.Connectivity.NetworkInformation]::GetInternetConnectionProfile().GetConnectionCost().NetworkCostType',
  ),
};

/** What the answers mean: NetworkManager's NMMetered with its guesses, and NetworkCostType of Windows. */
const linkCosts: Readonly<Record<string, LinkCost>> = {
  'u 1': 'metered',
  'u 2': 'free',
  'u 3': 'metered',
  'u 4': 'free',
  Unrestricted: 'free',
  Fixed: 'metered',
  Variable: 'metered',
};

/** What a download costs now; macOS tells no program, so there it is unknown. */
export async function askLinkCost(platform: NodeJS.Platform, ask: AskSystem): Promise<LinkCost> {
  const question = linkQuestions[platform];
  if (question === undefined) return 'unknown';
  return linkCosts[(await ask(question)).trim()] ?? 'unknown';
}

/** Whether the program at `path` bears a signature that the system trusts. Linux knows none. */
export async function askIsSigned(platform: NodeJS.Platform, path: string, ask: AskSystem): Promise<boolean> {
  if (platform === 'win32') {
    const answer = await ask(
      powershell(`(Get-AuthenticodeSignature -LiteralPath '${path.replaceAll("'", "''")}').Status`),
    );
    return answer.trim() === 'Valid';
  }
  if (platform !== 'darwin') return false;
  return (await ask({ program: 'codesign', args: ['-dv', '--verbose=2', path] })).includes('Authority=Developer ID');
}
