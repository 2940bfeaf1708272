import { readFile } from 'node:fs/promises';
import { deviceInstance, farInstance } from '../../src-main/dialog-package/describe/identifiers.ts';
import { createHttp2Exchange } from '../../src-main/node/http2-exchange.ts';
import { writeHostPort, type HostPort } from '../../src-main/dialog-package/sip/host-port.ts';
import { fingerprint } from '../../src-main/node/system-clock.ts';
import type { ProviderProcess, TestAccount } from '../../test/support/provider-process.ts';
import type { CallValues } from './findings.ts';

/** A call as the provider describes it (PROTOCOL 4). */
interface CallAtProvider {
  readonly uri: string;
  readonly from: string;
  readonly to: string;
  readonly handler: string;
}

/** The one answered call of an account, as its provider has it. Throws where there is none. */
export async function callAtProvider(account: TestAccount, provider: ProviderProcess): Promise<CallAtProvider> {
  const wire = createHttp2Exchange({
    trust: { certificates: [await readFile(provider.ca, 'utf8')], isExclusive: true },
  });
  const ask = async <Answer>(url: string): Promise<Answer> => {
    const response = await wire.exchange(new Request(url, { headers: { Authorization: `Bearer ${account.token}` } }));
    return (await response.json()) as Answer;
  };
  try {
    const { tgs } = await ask<{ tgs: { uri: string }[] }>(`${provider.url}/.well-known/ripp/providertgs`);
    for (const { uri } of tgs) {
      const { calls } = await ask<{ calls: string[] }>(`${uri}/calls`);
      for (const call of calls) {
        const description = await ask<Partial<CallAtProvider>>(call);
        if (description.handler !== undefined) return description as CallAtProvider;
      }
    }
    throw new Error('the provider has no answered call');
  } finally {
    wire.close();
  }
}

/**
 * What stands in the place of the headers of a SIP call: From and To are the parties at their provider, a Contact is
 * where a party is reached in this very call. `line` is the SIP user of the line at `place`.
 */
export function valuesOf(call: CallAtProvider, provider: ProviderProcess, place: HostPort, line: string): CallValues {
  const { hostname } = new URL(provider.url);
  const { uri, from, to, handler } = call;
  return {
    from: `sip:${from}@${hostname}`,
    to: `sip:${to}@${hostname}`,
    callerContact: `sip:${from}@${hostname};gr=${farInstance(uri, from, fingerprint)}`,
    calleeContact: `sip:${line}@${writeHostPort(place)};gr=${deviceInstance(handler, fingerprint)}`,
  };
}
