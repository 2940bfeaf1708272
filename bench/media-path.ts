import { chunkRoundTrips } from './chunk-round-trips.ts';
import { figure, type Figures } from './figures.ts';
import { setUpTwoDesks } from '../test/support/two-desks.ts';

const packetsWanted = 1000;

declare global {
  /** Times, ms since the epoch, at which packets left or reached the audio engine of a page, by the packet's own timestamp. */
  var packetTimes: { sent: Map<number, number>; received: Map<number, number> };
}

/** Runs in each page: notes when each packet passes between the audio engine and the phone's socket. */
function watchPackets(): void {
  const channelBytes = 4;
  const timestampAt = channelBytes + 2;
  const now = (): number => performance.timeOrigin + performance.now();
  const stamp = (view: DataView): number => view.getFloat64(timestampAt);
  globalThis.packetTimes = { sent: new Map(), received: new Map() };
  const Plain = globalThis.WebSocket;
  globalThis.WebSocket = class extends Plain {
    constructor(url: string | URL, protocols?: string | string[]) {
      super(url, protocols);
      this.addEventListener('message', ({ data }: MessageEvent<unknown>) => {
        if (data instanceof ArrayBuffer) globalThis.packetTimes.received.set(stamp(new DataView(data)), now());
      });
    }

    override send(data: string | ArrayBufferView<ArrayBuffer> | ArrayBuffer | Blob): void {
      if (ArrayBuffer.isView(data)) {
        globalThis.packetTimes.sent.set(stamp(new DataView(data.buffer, data.byteOffset, data.byteLength)), now());
      } else if (data instanceof ArrayBuffer) {
        globalThis.packetTimes.sent.set(stamp(new DataView(data)), now());
      }
      super.send(data);
    }
  };
}

/**
 * An encoded frame leaves the sender's engine until it enters the receiver's, ms, in both directions; before that, what
 * one chunk takes over each version of HTTP.
 */
export async function mediaPath(): Promise<Figures> {
  const roundTrips = await chunkRoundTrips();
  const desks = await setUpTwoDesks(watchPackets);
  try {
    await desks.connect();
    await desks.untilHeard(desks.ben, desks.ada, packetsWanted);
    const [adas, bens] = await Promise.all(
      [desks.ada, desks.ben].map(({ window }) =>
        window.page.evaluate(() => ({ sent: [...packetTimes.sent], received: [...packetTimes.received] })),
      ),
    );
    if (adas === undefined || bens === undefined) throw new Error('nothing was measured');
    return {
      ...roundTrips,
      adaToBenMs: figure(delays(adas.sent, bens.received)),
      benToAdaMs: figure(delays(bens.sent, adas.received)),
    };
  } finally {
    await desks.stop();
  }
}

function delays(sent: readonly [number, number][], received: readonly [number, number][]): number[] {
  const arrivals = new Map(received);
  return sent.flatMap(([stamp, at]) => {
    const arrival = arrivals.get(stamp);
    return arrival === undefined ? [] : [arrival - at];
  });
}
