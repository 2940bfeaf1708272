/** What electron-builder calls a system. */
const systems = { win32: 'win', darwin: 'mac', linux: 'linux' };

/**
 * The arguments of electron-builder for `platform` and `arch` as Node names them. `updateUrl`: the folder under which
 * each system and architecture finds its updates; undefined for a build that looks for none. `isUnpacked`: the
 * application as a folder, without an installer. `config`: further values of its configuration, by their path.
 */
export function packageArguments({ platform, arch, updateUrl, isUnpacked = false, config = {} }) {
  const values = {
    ...(updateUrl === undefined ? {} : publishing(updateUrl)),
    ...config,
  };
  return [
    `--${systems[platform]}`,
    ...(isUnpacked ? ['dir'] : []),
    `--${arch}`,
    '--publish=never',
    ...Object.entries(values).map(([path, value]) => `--config.${path}=${value}`),
  ];
}

/** A folder for each system and architecture: none overwrites the list of updates of another. */
function publishing(updateUrl) {
  return {
    'publish.provider': 'generic',
    'publish.url': `${updateUrl.replace(/\/$/u, '')}/\${os}/\${arch}`,
    generateUpdatesFilesForAllChannels: true,
  };
}
