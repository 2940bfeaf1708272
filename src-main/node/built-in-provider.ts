import { randomBytes } from 'node:crypto';
import { PhoneError } from '../../src-bridge/phone-error.ts';
import { pinOf } from '../../src-wire/key-pin.ts';
import type { BuiltInProvider } from '../session/ports.ts';
import { createHttp2Exchange, type Http2Exchange } from './http2-exchange.ts';

/** How the reference provider is started; given from outside, because this room may not import it. */
export type StartProvider = (options: {
  port: number;
  dataDirectory: string;
  accounts: readonly { user: string; name: string; numbers: string[]; token: string; devices: string[] }[];
  services: boolean;
}) => Promise<{ url: string; ca: string; stop(): Promise<void> }>;

interface Running {
  readonly authority: string;
  readonly token: string;
  readonly wire: Http2Exchange;
  stop(): Promise<void>;
}

const demoNumber = '+12025550110';

/** The provider on this machine for trying things: one account, the services, and a wire that trusts just its certificate and its key. */
export function createBuiltInProvider(
  startProvider: StartProvider,
  dataDirectory: string,
): BuiltInProvider & { stop(): Promise<void> } {
  let running: Promise<Running> | undefined;

  const launch = async (): Promise<Running> => {
    const token = randomBytes(24).toString('base64url');
    const accounts = [{ user: 'you', name: 'You', numbers: [demoNumber], token, devices: ['Kitchen phone'] }];
    const provider = await startProvider({ port: 0, dataDirectory, accounts, services: true });
    const wire = createHttp2Exchange({
      trust: { certificates: [provider.ca], isExclusive: true, pins: [pinOf(provider.ca)] },
    });
    return { authority: new URL(provider.url).host, token, wire, stop: () => provider.stop() };
  };

  return {
    async start() {
      running ??= launch();
      try {
        const { authority, token, wire } = await running;
        return { authority, token, wire };
      } catch (cause) {
        running = undefined;
        throw new PhoneError('demo-failed', { cause });
      }
    },
    async stop() {
      const provider = await running?.catch(() => undefined);
      running = undefined;
      provider?.wire.close();
      await provider?.stop();
    },
  };
}
