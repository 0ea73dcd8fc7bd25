// What one would write instead of telex: a plain exporter for Node, on its standard library alone. It reads 1 MiB at a
// time, cuts lines by hand, uses JSON.parse and JSON.stringify, and streams what it writes. For valid telemetry it gives
// the same records as telex (bench/harness/verify.py compares them); bad lines are left out without a word, metric rules
// are the default ones, and ids are taken as they are.
//
//   node export.mjs SOURCE TARGET json|otlp file|dir|zip
import { mkdirSync, openSync } from 'node:fs';
import process from 'node:process';
import { mergeByTime, sessionsOf, rowsOf } from './read.mjs';
import { logRecord, metricPoints, resourceOf, signalOf, spanOf, SCHEMA_URL, SCOPE } from './mapping.mjs';
import { FileWriter } from './file_writer.mjs';
import { ZipWriter } from './zip_writer.mjs';

const MAX_DOCUMENT = 16 * 1024 * 1024;
const SIGNALS = {
  logs: ['resourceLogs', 'scopeLogs', 'logRecords'],
  traces: ['resourceSpans', 'scopeSpans', 'spans'],
  metrics: ['resourceMetrics', 'scopeMetrics', 'metrics'],
};

async function exportJson(source, target) {
  const out = new FileWriter(openSync(target, 'wx', 0o600));
  let separator = '[\n';
  for (const row of mergeByTime(source)) {
    await out.write(separator + JSON.stringify(row.element));
    separator = ',\n';
  }
  await out.write(separator === '[\n' ? '[]\n' : '\n]\n');
  await out.close();
}

// The documents of one signal: each at most MAX_DOCUMENT bytes, opened where the first block goes into it.
class SignalDocuments {
  constructor(signal, open) {
    this.signal = signal;
    this.open = open;
    this.count = 0;
    this.bytes = 0;
    this.out = null;
  }

  async add(resource, records) {
    const [top, scoped, list] = SIGNALS[this.signal];
    const block = JSON.stringify({
      resource: { attributes: resource },
      schemaUrl: SCHEMA_URL,
      [scoped]: [{ scope: SCOPE, schemaUrl: SCHEMA_URL, [list]: records }],
    });
    if (this.out !== null && this.bytes + block.length > MAX_DOCUMENT) await this.end();
    if (this.out === null) {
      this.count += 1;
      this.out = await this.open(this.count === 1 ? `${this.signal}.json` : `${this.signal}-${this.count}.json`);
      this.bytes = 0;
      await this.out.write(`{"${top}":[`);
    } else {
      await this.out.write(',');
    }
    this.bytes += block.length;
    await this.out.write(block);
  }

  async end() {
    if (this.out === null) return;
    await this.out.write(']}');
    await this.out.close();
    this.out = null;
  }

  async finish() {
    if (this.count === 0) {
      this.out = await this.open(`${this.signal}.json`);
      await this.out.write(`{"${SIGNALS[this.signal][0]}":[`);
    }
    await this.end();
  }
}

// Records that have the same resource, up to so many, become one block of a document.
const MAX_BLOCK_RECORDS = 2000;

async function exportOtlp(source, open) {
  const documents = {};
  for (const signal of Object.keys(SIGNALS)) documents[signal] = new SignalDocuments(signal, open);
  let resourceKey = '';
  let resource = [];
  let block = { logs: [], traces: [], metrics: new Map() };
  let count = 0;
  const flush = async () => {
    if (block.logs.length > 0) await documents.logs.add(resource, block.logs);
    if (block.traces.length > 0) await documents.traces.add(resource, block.traces);
    if (block.metrics.size > 0) await documents.metrics.add(resource, [...block.metrics.values()]);
    block = { logs: [], traces: [], metrics: new Map() };
    count = 0;
  };
  for (const session of sessionsOf(source)) {
    for (const { element } of rowsOf(source, session)) {
      const attributes = resourceOf(element.context);
      const key = JSON.stringify(attributes);
      if (key !== resourceKey || count >= MAX_BLOCK_RECORDS) {
        await flush();
        resourceKey = key;
        resource = attributes;
      }
      count += 1;
      const signal = signalOf(element);
      if (signal === 'metrics') metricPoints(element, block.metrics);
      else if (signal === 'traces') block.traces.push(spanOf(element));
      else block.logs.push(logRecord(element));
    }
  }
  await flush();
  for (const one of Object.values(documents)) await one.finish();
}

const [source, target, format, form] = process.argv.slice(2);
if (format === 'json') {
  await exportJson(source, target);
} else if (form === 'dir') {
  mkdirSync(target, { mode: 0o700 });
  await exportOtlp(source, async (name) => new FileWriter(openSync(`${target}/${name}`, 'wx', 0o600)));
} else {
  const zip = new ZipWriter(openSync(target, 'wx', 0o600));
  await exportOtlp(source, async (name) => zip.open(name));
  await zip.close();
}
