/** The file of a Linux desktop that starts a program at login (Desktop Entry Specification). `command` is program and arguments. */
export function autostartEntry(command: readonly string[]): string {
  return [
    '[Desktop Entry]',
    'Type=Application',
    'Name=Byway',
    `Exec=${command.map(quoted).join(' ')}`,
    'Icon=byway',
    'Terminal=false',
    'X-GNOME-Autostart-enabled=true',
    '',
  ].join('\n');
}

/** An argument of `Exec`: quoted where it has to be, with `%` doubled, which would begin a field code. */
function quoted(argument: string): string {
  const plain = argument.replaceAll('%', '%%');
  if (/^[\w./:=@%+,-]+$/u.test(plain)) return plain;
  // A backslash is escaped twice: once for the quotes and once for every string of such a file.
  return `"${plain.replaceAll(/["`$\\]/gu, String.raw`\$&`).replaceAll('\\', '\\\\')}"`;
}
