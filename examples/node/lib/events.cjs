'use strict';
// The events of a range, one by one, read ahead by one small batch.

const { TelexError, call } = require('./errors.cjs');
const native = require('./native.cjs');
const { parseReadOptions } = require('./options.cjs');
const { onAbort } = require('./signals.cjs');

function nextBatch(batches) {
  return new Promise((resolve, reject) => {
    batches.next((status, code, message, text) => {
      if (status < 0) {
        reject(new TelexError(code, message));
      } else {
        resolve(text);
      }
    });
  });
}

function throwIfAborted(signal) {
  if (signal?.aborted) throw signal.reason;
}

async function* read({ entries, source, signal }) {
  throwIfAborted(signal);
  const batches = call(entries, () => new native.EventBatches(entries, source));
  let release;
  try {
    // Between two batches the files are closed at once: the next call of next() may never come.
    release = onAbort(signal, () => {
      batches.cancel();
      batches.close();
    });
    for (;;) {
      const text = await nextBatch(batches);
      throwIfAborted(signal);
      if (text === undefined) return;
      for (const event of JSON.parse(text)) {
        yield event;
        throwIfAborted(signal);
      }
    }
  } catch (error) {
    throw signal?.aborted ? signal.reason : error;
  } finally {
    batches.close();
    release?.();
  }
}

function readEvents(options) {
  const parsed = parseReadOptions(options);
  // What is wrong is told now, not at the first event.
  call(parsed.entries, () => new native.EventBatches(parsed.entries, parsed.source).close());
  return read(parsed);
}

module.exports = { readEvents };
