/** What a person asks for outside the window: in the tray, a notification, a menu of the desktop or with a shortcut. */
export type ShellCommand =
  | { readonly kind: CallCommandKind; readonly callId: string }
  | { readonly kind: 'set-muted'; readonly callId: string; readonly isMuted: boolean }
  | { readonly kind: 'call-back'; readonly number: string; readonly lineId: string }
  | { readonly kind: 'do-not-disturb'; readonly isOn: boolean }
  /** Shows the main window, on a call where one is named. */
  | { readonly kind: 'open'; readonly callId?: string }
  | { readonly kind: 'dial'; readonly text: string }
  | { readonly kind: 'dial-clipboard' }
  | { readonly kind: 'quit' };

export type CallCommandKind = 'answer' | 'decline' | 'silence' | 'cancel' | 'hold' | 'resume' | 'pull' | 'end';
