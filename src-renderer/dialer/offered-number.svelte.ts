let offered = $state.raw<string>();

/** Puts a number, an address or a `tel:` link from outside the window into the dial box, as soon as there is one. Nothing is called. */
export function offerNumber(text: string): void {
  offered = text;
}

/** What was offered last and not taken yet; what reads it in an effect runs again with the next offer. */
export function takeOfferedNumber(): string | undefined {
  const text = offered;
  if (text !== undefined) offered = undefined;
  return text;
}
