import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

const arbitraryLoads = /(<key>NSAllowsArbitraryLoads<\/key>\s*)<true\/>/u;

/**
 * electron-builder lets macOS fetch over plain HTTP from anywhere, after it read `extendInfo`. Only the updater uses
 * that way of fetching; what it needs, this machine itself, has an exception of its own.
 */
export default function afterPack({ electronPlatformName, appOutDir, packager }) {
  if (electronPlatformName !== 'darwin') return;
  const file = join(appOutDir, `${packager.appInfo.productFilename}.app`, 'Contents', 'Info.plist');
  const info = readFileSync(file, 'utf8');
  if (!arbitraryLoads.test(info))
    throw new Error(`${file} says nothing of NSAllowsArbitraryLoads; see build/after-pack.mjs`);
  writeFileSync(file, info.replace(arbitraryLoads, '$1<false/>'));
}
