import type { Messages } from '../messages/en.ts';

/** What can be wrong with the sound of this window. */
export type SoundProblem =
  | { readonly kind: 'microphone-denied' | 'no-microphone' | 'microphone-busy' | 'sound-blocked' }
  | { readonly kind: 'device-lost'; readonly label: string; readonly usedInstead: string };

/** What the person reads about it: what happened, and what to do. */
export function soundProblemWords(
  problem: SoundProblem,
  text: Messages['audioProblems'],
): { readonly sentence: string; readonly nextStep: string } {
  switch (problem.kind) {
    case 'microphone-denied':
      return { sentence: text.microphoneDenied, nextStep: text.microphoneDeniedNext };
    case 'no-microphone':
      return { sentence: text.noMicrophone, nextStep: text.noMicrophoneNext };
    case 'microphone-busy':
      return { sentence: text.microphoneBusy, nextStep: text.microphoneBusyNext };
    case 'sound-blocked':
      return { sentence: text.soundBlocked, nextStep: text.soundBlockedNext };
    case 'device-lost':
      return { sentence: text.deviceLost(problem.label), nextStep: text.deviceLostNext(problem.usedInstead) };
  }
}
