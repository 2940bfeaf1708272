export interface Room {
  readonly name: string;
  readonly files: readonly string[];
  readonly may: readonly string[];
}
export const rooms: readonly Room[];
export function roomOf(file: string): Room | undefined;
export function importedFrom(file: string, specifier: string): string;
export function breachOf(file: string, specifier: string): string | undefined;
