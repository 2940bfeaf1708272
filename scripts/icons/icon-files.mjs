// The two containers of icons, from pictures that are rendered already.

const icoHeaderBytes = 6;
const icoEntryBytes = 16;
const bitmapHeaderBytes = 40;

/**
 * An .ico of `{ size, png, rgba }` pictures: bitmaps up to 48 pixels, which everything that shows icons reads, and PNG
 * above.
 */
export function icoOf(pictures) {
  const images = pictures.map((picture) => (picture.size > 48 ? picture.png : bitmapOf(picture)));
  const header = Buffer.alloc(icoHeaderBytes + icoEntryBytes * pictures.length);
  header.writeUInt16LE(1, 2);
  header.writeUInt16LE(pictures.length, 4);
  let offset = header.length;
  for (const [index, { size }] of pictures.entries()) {
    const at = icoHeaderBytes + icoEntryBytes * index;
    header.writeUInt8(size % 256, at);
    header.writeUInt8(size % 256, at + 1);
    header.writeUInt16LE(1, at + 4);
    header.writeUInt16LE(32, at + 6);
    header.writeUInt32LE(images[index].length, at + 8);
    header.writeUInt32LE(offset, at + 12);
    offset += images[index].length;
  }
  return Buffer.concat([header, ...images]);
}

/** Rows from the bottom, blue first, colours not multiplied by alpha; the old mask is there and empty. */
function bitmapOf({ size, rgba }) {
  const maskBytes = size * Math.ceil(size / 32) * 4;
  const bitmap = Buffer.alloc(bitmapHeaderBytes + size * size * 4 + maskBytes);
  bitmap.writeUInt32LE(bitmapHeaderBytes, 0);
  bitmap.writeInt32LE(size, 4);
  bitmap.writeInt32LE(size * 2, 8);
  bitmap.writeUInt16LE(1, 12);
  bitmap.writeUInt16LE(32, 14);
  for (let row = 0; row < size; row++) {
    for (let column = 0; column < size; column++) {
      const from = (row * size + column) * 4;
      const to = bitmapHeaderBytes + ((size - 1 - row) * size + column) * 4;
      const alpha = rgba[from + 3];
      const plain = (channel) => (alpha === 0 ? 0 : Math.min(255, Math.round((rgba[from + channel] * 255) / alpha)));
      bitmap.set([plain(2), plain(1), plain(0), alpha], to);
    }
  }
  return bitmap;
}

/** The type of a picture in an .icns by its pixels; the doubled ones show at half that size. */
const icnsTypes = [
  ['ic11', 32],
  ['ic12', 64],
  ['ic07', 128],
  ['ic13', 256],
  ['ic08', 256],
  ['ic14', 512],
  ['ic09', 512],
  ['ic10', 1024],
];

/** An .icns; `pngOf` renders the picture of a size in pixels. */
export function icnsOf(pngOf) {
  const parts = icnsTypes.map(([type, size]) => {
    const png = pngOf(size);
    const head = Buffer.alloc(8);
    head.write(type, 'latin1');
    head.writeUInt32BE(png.length + head.length, 4);
    return Buffer.concat([head, png]);
  });
  const body = Buffer.concat(parts);
  const head = Buffer.alloc(8);
  head.write('icns', 'latin1');
  head.writeUInt32BE(body.length + head.length, 4);
  return Buffer.concat([head, body]);
}
