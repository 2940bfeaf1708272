// npm run icons: the tray's pictures and the application's icons, from their drawings in assets/.
import { join } from 'node:path';
import { ensureInstalled, main, root } from './machine.mjs';

await main(async () => {
  ensureInstalled();
  const { renderIcons } = await import('./icons/render.mjs');
  renderIcons(join(root, 'assets'));
  return 0;
});
