'use strict';
// The errors that users see, made from the addon's.

/** A failure of the library. `code` is the status's name in telex.h, `NO_EVENTS` for one. */
class TelexError extends Error {
  constructor(code, message, report) {
    super(message);
    this.code = code;
    if (report !== undefined) this.report = report;
  }
}
// Not enumerable, like that of Error itself.
Object.defineProperty(TelexError.prototype, 'name', { value: 'TelexError', configurable: true, writable: true });

/** An argument that is wrong by itself, before anything is read. */
function optionError(option, problem) {
  return new TypeError(`option ${option}: ${problem}`);
}

/** Calls into the addon. A wrong option is a TypeError with the name that it has here; all else a TelexError. */
function call(entries, work) {
  try {
    return work();
  } catch (error) {
    if (error === null || typeof error !== 'object' || typeof error.code !== 'string') throw error;
    const entry = error.option === undefined ? undefined : entries?.find(([name]) => name === error.option);
    if (entry === undefined) throw new TelexError(error.code, error.message);
    throw optionError(entry[2], error.message.replace(/^option \S+?:? /, ''));
  }
}

module.exports = { TelexError, optionError, call };
