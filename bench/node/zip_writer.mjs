// A zip of deflated documents, some of them open at once: each waits, compressed, in memory until it is closed. Without
// Zip64: a plain exporter's zips are small.
import { closeSync, writeSync } from 'node:fs';
import { once } from 'node:events';
import { createDeflateRaw, crc32 as zlibCrc32 } from 'node:zlib';

const LEVEL = 3; // as telex has it by default

const CRC_TABLE = Uint32Array.from({ length: 256 }, (_, byte) => {
  let crc = byte;
  for (let bit = 0; bit < 8; bit += 1) crc = crc & 1 ? (crc >>> 1) ^ 0xedb88320 : crc >>> 1;
  return crc;
});

// Newer versions of Node have one that is not written in JavaScript.
const crc32 = zlibCrc32 ?? ((bytes, before) => {
  let crc = ~before;
  for (const byte of bytes) crc = CRC_TABLE[(crc ^ byte) & 0xff] ^ (crc >>> 8);
  return ~crc >>> 0;
});

class Entry {
  constructor(zip, name) {
    this.zip = zip;
    this.name = name;
    this.crc = 0;
    this.size = 0;
    this.pieces = [];
    this.deflate = createDeflateRaw({ level: LEVEL });
    this.deflate.on('data', (piece) => this.pieces.push(piece));
  }

  async write(text) {
    const bytes = Buffer.from(text);
    this.crc = crc32(bytes, this.crc);
    this.size += bytes.length;
    if (!this.deflate.write(bytes)) await once(this.deflate, 'drain');
  }

  async close() {
    const ended = once(this.deflate, 'end');
    this.deflate.end();
    await ended;
    this.zip.add(this);
  }
}

export class ZipWriter {
  constructor(fd) {
    this.fd = fd;
    this.offset = 0;
    this.directory = [];
  }

  open(name) {
    return new Entry(this, name);
  }

  add({ name, crc, size, pieces }) {
    const packed = pieces.reduce((total, piece) => total + piece.length, 0);
    const common = Buffer.alloc(26); // from "version needed" to "extra field length", in both headers
    common.writeUInt16LE(20, 0);
    common.writeUInt16LE(8, 4); // deflated
    common.writeUInt16LE(0x21, 8); // 1980-01-01
    common.writeUInt32LE(crc, 10);
    common.writeUInt32LE(packed, 14);
    common.writeUInt32LE(size, 18);
    common.writeUInt16LE(name.length, 22);
    const central = Buffer.alloc(46);
    central.writeUInt32LE(0x02014b50, 0);
    central.writeUInt16LE(20, 4);
    common.copy(central, 6);
    central.writeUInt32LE(this.offset, 42);
    this.directory.push(central, Buffer.from(name));
    this.write(Buffer.from('PK\x03\x04'), common, Buffer.from(name), ...pieces);
  }

  write(...pieces) {
    for (const piece of pieces) {
      for (let at = 0; at < piece.length; ) at += writeSync(this.fd, piece, at);
      this.offset += piece.length;
    }
  }

  async close() {
    const begin = this.offset;
    this.write(...this.directory);
    const end = Buffer.alloc(22);
    end.writeUInt32LE(0x06054b50, 0);
    end.writeUInt16LE(this.directory.length / 2, 8);
    end.writeUInt16LE(this.directory.length / 2, 10);
    end.writeUInt32LE(this.offset - begin, 12);
    end.writeUInt32LE(begin, 16);
    this.write(end);
    closeSync(this.fd);
  }
}
