const prefixLength = 4;

/** A binary frame of the socket: the channel (4 bytes, big endian), then the encoded packet. */
export function encodeChannelFrame(channel: number, packet: Uint8Array): Uint8Array<ArrayBuffer> {
  const frame = new Uint8Array(prefixLength + packet.length);
  new DataView(frame.buffer).setUint32(0, channel);
  frame.set(packet, prefixLength);
  return frame;
}

/** Channel and packet of a binary frame, the packet as a view; undefined when the frame is too short. */
export function decodeChannelFrame(frame: ArrayBuffer): { channel: number; packet: Uint8Array } | undefined {
  if (frame.byteLength < prefixLength) return undefined;
  return { channel: new DataView(frame).getUint32(0), packet: new Uint8Array(frame, prefixLength) };
}
