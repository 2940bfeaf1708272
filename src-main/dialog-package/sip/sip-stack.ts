import type { Log, Random } from '../../session/ports.ts';
import { openCarriers, type CarriersOptions } from './open-carriers.ts';
import type { SocketCarriers } from './sip-carriers.ts';
import type { SipEndpoint } from './sip-endpoint.ts';
import type { SipReceiver } from './sip-flow.ts';
import { TransactionLayer } from './transaction-layer.ts';

export interface SipStackOptions extends CarriersOptions {
  readonly random: Random;
  readonly log: Log;
}

/** SIP on the sockets of this machine. */
export interface SipStack extends SipEndpoint {
  /** The port of UDP and TCP. */
  readonly port: number;
  /** Absent where nobody may connect over TLS. */
  readonly tlsPort?: number;
  /** How much it holds at this moment. */
  load(): { readonly connections: number; readonly transactions: number };
}

function stackOf(layer: TransactionLayer, carriers: SocketCarriers): SipStack {
  const { port, tlsPort } = carriers;
  return {
    port,
    ...(tlsPort === undefined ? {} : { tlsPort }),
    onRequest: (handle) => layer.onRequest(handle),
    request: (request, destination) => layer.request(request, destination),
    localFor: (destination) => layer.localFor(destination),
    close: () => layer.close(),
    load: () => ({ connections: carriers.connections, transactions: layer.transactions }),
  };
}

/** Listens for SIP over UDP, TCP and, with a certificate, TLS. Rejects with a `SipListenError`. */
export async function openSipStack(options: SipStackOptions): Promise<SipStack> {
  const above: { layer?: TransactionLayer } = {};
  // The sockets are open a moment before there is anybody to take what comes in.
  const receiver: SipReceiver = {
    receive: (bytes, flow) => above.layer?.receive(bytes, flow),
    refuse: (head, flow, status) => above.layer?.refuse(head, flow, status),
  };
  const carriers = await openCarriers(options, receiver);
  above.layer = new TransactionLayer({ ...options, carriers });
  return stackOf(above.layer, carriers);
}
