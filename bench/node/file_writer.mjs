// A file that is written in large pieces.
import { closeSync, writeSync } from 'node:fs';

const PIECE = 1024 * 1024;

export class FileWriter {
  constructor(fd) {
    this.fd = fd;
    this.text = '';
  }

  async write(text) {
    this.text += text;
    if (this.text.length >= PIECE) this.flush();
  }

  flush() {
    const bytes = Buffer.from(this.text);
    this.text = '';
    for (let at = 0; at < bytes.length; ) at += writeSync(this.fd, bytes, at);
  }

  async close() {
    this.flush();
    closeSync(this.fd);
  }
}
