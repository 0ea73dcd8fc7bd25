'use strict';
// Exports, each on a thread of its own.

const { AsyncResource } = require('node:async_hooks');

const { TelexError, call } = require('./errors.cjs');
const native = require('./native.cjs');
const { parseExportOptions } = require('./options.cjs');
const { shapeReport } = require('./report.cjs');
const { onAbort } = require('./signals.cjs');

// More at once would take memory, and make none of them faster.
const maxRunning = 4;
let running = 0;
const waiting = new Set();

function startNext() {
  while (running < maxRunning && waiting.size > 0) {
    const [start] = waiting;
    waiting.delete(start);
    running += 1;
    start();
  }
}

function ended() {
  running -= 1;
  startNext();
}

/** One export; it settles its promise once. Its callback runs in the async context of whoever has asked for it. */
class Run extends AsyncResource {
  constructor(parsed, resolve, reject) {
    super('TelexExport');
    Object.assign(this, { signal: parsed.signal, onProgress: parsed.onProgress, resolve, reject });
    this.job = call(parsed.entries, () => new native.Export(parsed.entries, parsed.source, parsed.out));
    this.failure = undefined;  // {reason}: why it is to fail, whatever the library says
    this.start = () => this.begin();
    this.release = () => {};
  }

  enqueue() {
    this.release = onAbort(this.signal, () => this.abort());
    waiting.add(this.start);
    startNext();
  }

  begin() {
    const progress = this.onProgress === undefined ? undefined : (...numbers) => this.progress(...numbers);
    try {
      this.job.start(progress, (...answer) => this.end(...answer));
    } catch (error) {
      ended();
      this.settle(() => this.reject(error));
    }
  }

  abort() {
    this.fail(this.signal.reason);
    if (waiting.delete(this.start)) this.settle(() => this.reject(this.failure.reason));
  }

  fail(reason) {
    this.failure ??= { reason };
    this.job.cancel();
  }

  progress(bytesRead, bytesTotal, events) {
    if (this.failure !== undefined) return;
    try {
      const result = this.runInAsyncScope(this.onProgress, undefined, { bytesRead, bytesTotal, events });
      // An async function's failure is the export's, too, while there is one.
      if (typeof result?.then === 'function') result.then(undefined, (error) => this.fail(error));
    } catch (error) {
      this.fail(error);
    }
  }

  end(status, code, message, flat) {
    ended();
    const report = flat === undefined ? undefined : shapeReport(flat);
    this.settle(() => {
      if (status >= 0) {
        this.resolve(report);
      } else {
        this.reject(this.failure === undefined ? new TelexError(code, message, report) : this.failure.reason);
      }
    });
  }

  settle(answer) {
    answer();
    this.release();
  }
}

function exportTelemetry(options) {
  return new Promise((resolve, reject) => {
    const parsed = parseExportOptions(options);
    const run = new Run(parsed, resolve, reject);
    if (parsed.signal?.aborted) {
      reject(parsed.signal.reason);
    } else {
      run.enqueue();
    }
  });
}

module.exports = { exportTelemetry };
