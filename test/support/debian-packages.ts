/** True where the tests may use programs of Debian's packages (`scripts/debian-packages.mjs`). */
export const hasDebianPackages = process.env['BYWAY_HAS_DEBIAN_PACKAGES'] === '1';
