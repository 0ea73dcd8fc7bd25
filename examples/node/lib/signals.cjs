'use strict';
// What waits for an AbortSignal. A signal has one listener, however many exports it serves: Node warns of more than ten.

const served = new WeakMap();  // by signal: {callbacks, listener}

function release(signal, entry, callback) {
  if (!entry.callbacks.delete(callback) || entry.callbacks.size > 0) return;
  served.delete(signal);
  try {
    signal.removeEventListener('abort', entry.listener);
  } catch {
    // What was done stands, and there is nobody to tell.
  }
}

/** Has `callback` called when `signal`, if any, is aborted, until the function that it returns is called. */
function onAbort(signal, callback) {
  if (signal === undefined) return () => {};
  let entry = served.get(signal);
  if (entry === undefined) {
    const callbacks = new Set();
    entry = { callbacks, listener: () => { for (const waiting of [...callbacks]) waiting(); } };
    signal.addEventListener('abort', entry.listener, { once: true });
    served.set(signal, entry);
  }
  entry.callbacks.add(callback);
  return () => release(signal, entry, callback);
}

module.exports = { onAbort };
