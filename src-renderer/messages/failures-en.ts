import type { FailureTexts } from './failure-table.ts';

/** What went wrong and what to do next, in English. */
export const failuresEn: FailureTexts = {
  'unknown-authority': ['No provider was found under this name.', 'Check the spelling of the domain.'],
  'bad-certificate': [
    'The provider could not prove who it is.',
    'Do not sign in. Ask the provider about its certificate.',
  ],
  'other-key': [
    'The provider has another key than the one you named.',
    'Do not sign in. Ask the provider for its key, and start Byway with that after --pin.',
  ],
  'not-ripp': ['Something answers there, but it is not a telephone provider.', 'Check the domain.'],
  'no-line': ['This account has no line that can be used.', 'Ask the provider to add a number to it.'],
  'sign-in-required': ['Your sign-in is no longer valid.', 'Sign in again.'],
  'sign-in-refused': ['The provider did not let you in.', 'Try again, or ask the provider.'],
  'sign-in-timeout': ['The sign-in was not finished in time.', 'Try again, and finish it in your browser.'],
  forbidden: ['The provider does not allow this.', 'Ask the provider if you think it should.'],
  unreachable: ['Number cannot be reached.', 'Check the number, or try again later.'],
  'call-ended': ['Call ended.', 'Call again if you were not done.'],
  'device-unavailable': [
    'That device is not available.',
    'Choose another one.',
    (device) => `${device} is not available any more.`,
  ],
  'device-not-connected': [
    'The device could not connect to the call.',
    'Try again, or choose another one.',
    (device) => `${device} could not connect to the call.`,
  ],
  'device-refused': [
    'That device does not let your other devices use it.',
    'Choose another one, or allow it in the settings there.',
    (device) => `${device} does not let your other devices use it.`,
  ],
  'device-replaced': [
    'Another device was chosen meanwhile.',
    'Move the call again if you still want it.',
    (device) => `Another device was chosen in place of ${device}.`,
  ],
  'transfer-failed': [
    'The call was not transferred.',
    'You are still connected. Try again, or choose somebody else.',
    (reason) => `The call was not transferred (${reason}).`,
  ],
  'bad-number': ['This is neither a number nor an address.', 'Enter a number such as +1 202 555 0100.'],
  overloaded: ['The provider is too busy right now.', 'Try again in a minute.'],
  'bad-response': [
    'The provider sent something the phone cannot read.',
    'Save diagnostics and send them to the provider.',
  ],
  'refused-request': ['The provider did not understand the phone.', 'Save diagnostics and send them to the provider.'],
  offline: ['You are offline.', 'Check your network. The phone reconnects by itself.'],
  'no-such-call': ['This call is already over.', 'Nothing is left to do.'],
  'not-now': ['This is not possible at this moment of the call.', 'Try again.'],
  'bad-command': ['The page and the phone do not fit together.', 'Reload the page.'],
  'demo-failed': ['The built-in provider did not start.', 'Try again, or save diagnostics.'],
  'settings-not-saved': ['The settings could not be saved.', 'Check that the disk has room, then try again.'],
  'contacts-not-saved': [
    'The contact could not be saved.',
    'Remove a contact, or make room on the disk, then try again.',
    (most) => `The contact could not be saved: there are ${most} already.`,
  ],
  'not-running': ['The phone is not running.', 'Start Byway again, then repeat this.'],
  internal: ['Something went wrong in the phone.', 'Try again. If it stays, save diagnostics.'],
};
