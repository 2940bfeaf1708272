import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import { soundRate, type SoundServer } from '../../support/sound-server.ts';

const run = promisify(execFile);

/** The microphones and speakers of a sound server, to be pulled out and plugged in again. */
export interface SoundDevices {
  unplugMicrophone(phone: string): Promise<void>;
  plugMicrophone(phone: string): Promise<void>;
  unplugSpeaker(phone: string): Promise<void>;
  plugSpeaker(phone: string): Promise<void>;
}

/** Handles the devices of `sound`, which are named as it names them: `in-PHONE` and `ear-PHONE`. */
export function soundDevicesOf(sound: SoundServer): SoundDevices {
  async function pactl(...args: string[]): Promise<string> {
    const env = { ...process.env, ...sound.environmentOf('any') };
    return (await run('pactl', args, { env })).stdout;
  }

  async function unload(argument: string): Promise<void> {
    const modules = (await pactl('list', 'short', 'modules')).split('\n').map((line) => line.split('\t'));
    const [id] = modules.find(([, , args]) => args?.split(' ').includes(argument) === true) ?? [];
    if (id === undefined) throw new Error(`nothing is plugged in as ${argument}`);
    await pactl('unload-module', id);
  }

  return {
    unplugMicrophone: (phone) => unload(`source_name=in-${phone}`),
    async plugMicrophone(phone) {
      const shape = [`master=mic-${phone}.monitor`, 'channels=1', `rate=${soundRate}`];
      const name = [`source_name=in-${phone}`, `source_properties=device.description=in-${phone}`];
      await pactl('load-module', 'module-remap-source', ...name, ...shape);
    },
    unplugSpeaker: (phone) => unload(`sink_name=ear-${phone}`),
    async plugSpeaker(phone) {
      const name = [`sink_name=ear-${phone}`, `sink_properties=device.description=ear-${phone}`];
      await pactl('load-module', 'module-null-sink', ...name, `rate=${soundRate}`);
    },
  };
}
