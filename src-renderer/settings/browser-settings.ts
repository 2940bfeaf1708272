/** What the settings need of the browser that shows the page. */
export interface BrowserSettings {
  readonly hasNotifications: boolean;
  readonly hasPhoneLinks: boolean;
  /** Calls `listener` with what the person allows now and with each change; returns the way to stop that. */
  onAccess(listener: (access: 'default' | 'granted' | 'denied') => void): () => void;
  /** Asks for notifications; needs a click. Resolves with whether they are allowed. */
  allowNotifications(): Promise<boolean>;
  /** Asks the browser to open `tel:` links in this page; needs a click. */
  takePhoneLinks(): void;
}
