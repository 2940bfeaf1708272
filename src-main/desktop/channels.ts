/** The names under which main and the preload talk. */
export const channels = {
  invoke: 'phone:invoke',
  subscribe: 'phone:subscribe',
  state: 'phone:state',
  openAudio: 'phone:open-audio',
  audioPort: 'phone:audio-port',
} as const;
