import { spawn, type ChildProcess } from 'node:child_process';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { once } from 'node:events';

/** Samples a second of everything that the sound server carries. */
export const soundRate = 48_000;

/** A sound server of a test's own, with one microphone and one speaker for each named phone. */
export interface SoundServer {
  /** The environment that makes a program use the microphone and the speaker of `phone`. */
  environmentOf(phone: string): Record<string, string>;
  /** Plays a WAV file into the microphone of `phone`; resolves when it was played. */
  speak(phone: string, wavFile: string): Promise<void>;
  /** Records what the speaker of `phone` plays until stopped; resolves with mono samples at `soundRate`, -1 to 1. */
  listen(phone: string): Promise<{ stop(): Promise<Float32Array> }>;
  stop(): Promise<void>;
}

/** Starts PulseAudio with null sinks: `mic-NAME`, whose monitor is the microphone, and `ear-NAME`, the speaker. */
export async function startSoundServer(phones: readonly string[]): Promise<SoundServer> {
  const directory = await mkdtemp(join(tmpdir(), 'byway-sound-'));
  const socket = join(directory, 'native');
  const sinks = phones.flatMap((phone) => [`mic-${phone}`, `ear-${phone}`]);
  const modules = [
    `module-native-protocol-unix socket=${socket} auth-anonymous=1`,
    ...sinks.map(
      (sink) =>
        `module-null-sink sink_name=${sink} rate=${soundRate} channels=2 sink_properties=device.description=${sink}`,
    ),
    ...phones.map(
      (phone) =>
        `module-remap-source source_name=in-${phone} master=mic-${phone}.monitor channels=1 rate=${soundRate} ` +
        `source_properties=device.description=in-${phone}`,
    ),
  ];
  const configFile = join(directory, 'daemon.conf');
  // At 44.1 kHz, its own default, it would make browsers convert everything.
  await writeFile(configFile, `default-sample-rate = ${soundRate}\nalternate-sample-rate = ${soundRate}\n`);
  const environment = {
    ...process.env,
    PULSE_SERVER: `unix:${socket}`,
    PULSE_CONFIG: configFile,
    XDG_RUNTIME_DIR: directory,
    HOME: directory,
  };
  const args = ['-n', '--daemonize=no', '--exit-idle-time=-1', '--use-pid-file=no', '--disable-shm=yes'];
  const server = spawn('pulseaudio', [...args, ...modules.flatMap((module) => ['-L', module])], {
    env: environment,
    stdio: ['ignore', 'ignore', 'pipe'],
  });
  await untilAnswers(environment, server);

  return {
    environmentOf: (phone) => ({
      PULSE_SERVER: `unix:${socket}`,
      PULSE_SINK: `ear-${phone}`,
      PULSE_SOURCE: `in-${phone}`,
    }),
    speak: (phone, wavFile) => run('paplay', [`--device=mic-${phone}`, wavFile], environment),
    listen: (phone) => record(`ear-${phone}.monitor`, environment),
    async stop() {
      const ended = once(server, 'exit');
      server.kill('SIGTERM');
      await ended;
      await rm(directory, { recursive: true, force: true });
    },
  };
}

async function untilAnswers(environment: NodeJS.ProcessEnv, server: ChildProcess): Promise<void> {
  let said = '';
  server.stderr?.on('data', (bytes: Buffer) => (said += bytes.toString()));
  for (let attempt = 0; attempt < 100; attempt++) {
    if (server.exitCode !== null) throw new Error(`the sound server did not start: ${said}`);
    if (
      await run('pactl', ['info'], environment).then(
        () => true,
        () => false,
      )
    )
      return;
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
  throw new Error(`the sound server does not answer: ${said}`);
}

async function run(command: string, args: readonly string[], environment: NodeJS.ProcessEnv): Promise<void> {
  const child = spawn(command, args, { env: environment, stdio: 'ignore' });
  const [code] = (await once(child, 'exit')) as [number | null];
  if (code !== 0) throw new Error(`${command} ended with ${String(code)}`);
}

async function record(source: string, environment: NodeJS.ProcessEnv): Promise<{ stop(): Promise<Float32Array> }> {
  const args = [
    `--device=${source}`,
    '--raw',
    '--format=s16le',
    `--rate=${soundRate}`,
    '--channels=1',
    '--latency-msec=10',
  ];
  const child = spawn('parec', args, { env: environment, stdio: ['ignore', 'pipe', 'ignore'] });
  const parts: Buffer[] = [];
  child.stdout.on('data', (part: Buffer) => parts.push(part));
  await once(child.stdout, 'data');
  return {
    async stop() {
      const ended = once(child, 'close');
      child.kill('SIGTERM');
      await ended;
      const bytes = Buffer.concat(parts);
      return Float32Array.from({ length: bytes.length >> 1 }, (_, index) => bytes.readInt16LE(index * 2) / 32_768);
    },
  };
}
