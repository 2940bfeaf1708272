import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { askIsSigned, type AskSystem } from './system-answers.ts';

/** The application as it was installed. */
export interface Installation {
  readonly isPackaged: boolean;
  readonly platform: NodeJS.Platform;
  /** `process.resourcesPath`, where the packager leaves the address of updates. */
  readonly resources: string;
  /** The program that runs. */
  readonly program: string;
  /** The variable APPIMAGE, which an AppImage has. */
  readonly appImage: string | undefined;
}

/**
 * Whether this installation renews itself: it was packaged with an address for updates, and the system proves who made
 * them. An AppImage has nothing but its address; a deb is renewed by the package manager, and an unsigned build by hand.
 */
export async function renewsItself(installation: Installation, ask: AskSystem): Promise<boolean> {
  const { isPackaged, platform, resources, program, appImage } = installation;
  if (!isPackaged || !existsSync(join(resources, 'app-update.yml'))) return false;
  return platform === 'linux' ? appImage !== undefined && appImage !== '' : askIsSigned(platform, program, ask);
}
