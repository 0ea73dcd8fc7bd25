'use strict';
// From the options that users give to the entries that the addon takes: [the ABI's name, value, the name here]. Types
// are checked here; values, by the library.

const { isDate } = require('node:util').types;

const { optionError } = require('./errors.cjs');

/** How a value is, in a message: `null`, `an array`, `a string`. */
function kindOf(value) {
  if (value === null || value === undefined) return String(value);
  if (Array.isArray(value)) return 'an array';
  return typeof value === 'object' ? 'an object' : `a ${typeof value}`;
}

/** Whether a value is made of named members: no array, date or map. */
function isRecord(value) {
  return Object.prototype.toString.call(value) === '[object Object]';
}

function checkNames(value, names, optionOf) {
  for (const name of Object.keys(value)) {
    if (!names.includes(name)) throw optionError(optionOf(name), `is unknown; known are ${names.join(', ')}`);
  }
}

function string(value, option) {
  if (typeof value !== 'string') throw optionError(option, `must be a string, not ${kindOf(value)}`);
  return value;
}

/** A string that stays what it is when it becomes UTF-8. */
function text(value, option) {
  const lone = string(value, option).search(/[\ud800-\udfff]/u);
  if (lone >= 0) throw optionError(option, `must be well-formed: there is a lone surrogate at index ${lone}`);
  return value;
}

function path(value, option) {
  if (text(value, option) === '') throw optionError(option, 'must not be empty');
  if (value.includes('\0')) throw optionError(option, 'must not contain a NUL');
  return value;
}

function integer(value, option) {
  if (!Number.isSafeInteger(value)) {
    throw optionError(option, `must be an integer, not ${typeof value === 'number' ? value : kindOf(value)}`);
  }
  return value;
}

function bool(value, option) {
  if (typeof value !== 'boolean') throw optionError(option, `must be true or false, not ${kindOf(value)}`);
  return value;
}

function date(value, option) {
  // One of another realm is fine.
  if (!isDate(value)) throw optionError(option, `must be a Date, not ${kindOf(value)}`);
  // What a class of its own makes of its methods says nothing.
  const time = Date.prototype.getTime.call(value);
  if (Number.isNaN(time)) throw optionError(option, 'is an invalid Date, one of no time or out of the range of Dates');
  const iso = new Date(time).toISOString();
  if (!/^(?!0000)\d{4}-/.test(iso)) throw optionError(option, `must be of the years 0001 to 9999, not ${iso}`);
  return iso;
}

function texts(value, option) {
  if (!Array.isArray(value)) throw optionError(option, `must be an array of strings, not ${kindOf(value)}`);
  // A hole is an element, too.
  return Array.from(value, (entry, index) => text(entry, `${option}[${index}]`));
}

function callback(value, option) {
  if (typeof value !== 'function') throw optionError(option, `must be a function, not ${kindOf(value)}`);
  return value;
}

// By what it can do, so that a signal of another realm, or of a polyfill, is fine.
function signal(value, option) {
  const ok = value !== null && typeof value === 'object' && typeof value.aborted === 'boolean' &&
      typeof value.addEventListener === 'function' && typeof value.removeEventListener === 'function';
  if (!ok) throw optionError(option, `must be an AbortSignal, not ${kindOf(value)}`);
  return value;
}

/** A range: a preset's id, {from, to}, or {start, end}. */
function rangeEntries(value, option = 'range') {
  if (typeof value === 'string') return [['range', text(value, option), option]];
  if (!isRecord(value)) {
    throw optionError(option, `must be a preset's id, {from, to} or {start, end}, not ${kindOf(value)}`);
  }
  checkNames(value, ['from', 'to', 'start', 'end'], (name) => `${option}.${name}`);
  const entries = [];
  for (const [key, check] of [['from', text], ['to', text], ['start', date], ['end', date]]) {
    if (value[key] !== undefined) entries.push([key, check(value[key], `${option}.${key}`), `${option}.${key}`]);
  }
  const dates = entries.some(([key]) => key === 'from' || key === 'to');
  if (dates && entries.some(([key]) => key === 'start' || key === 'end')) {
    throw optionError(option, 'takes either from and to, or start and end');
  }
  return entries;
}

// The options that are one option of the ABI.
const plain = {
  format: ['format', text],
  package: ['package', text],
  now: ['now', date],
  temporality: ['temporality', text],
  spanName: ['span_name', text],
  serviceName: ['service_name', text],
  scopeName: ['scope_name', text],
  metricEvents: ['metric_events', texts],
  maxRequestBytes: ['max_request_bytes', integer],
  maxLineBytes: ['max_line_bytes', integer],
  maxGroupedBytes: ['max_grouped_bytes', integer],
  maxInputLineBytes: ['max_input_line_bytes', integer],
  maxProblems: ['max_problems', integer],
  fileSlackDays: ['file_slack_days', integer],
  compression: ['compression', integer],
  threads: ['threads', integer],
  overwrite: ['overwrite', bool],
};

const exportNames = ['source', 'out', 'range', 'signal', 'onProgress', ...Object.keys(plain)];
const readNames = ['source', 'range', 'now', 'fileSlackDays', 'maxInputLineBytes', 'signal'];

function checkOptions(options, names) {
  if (!isRecord(options)) throw new TypeError(`the options must be an object, not ${kindOf(options)}`);
  checkNames(options, names, (name) => name);
}

function optional(value, check, name) {
  return value === undefined ? undefined : check(value, name);
}

function plainEntries(options) {
  const entries = [];
  for (const [name, [abiName, check]] of Object.entries(plain)) {
    if (options[name] !== undefined) entries.push([abiName, check(options[name], name), name]);
  }
  return entries;
}

function entriesOf(options) {
  return [...plainEntries(options), ...(options.range === undefined ? [] : rangeEntries(options.range))];
}

function parseExportOptions(options) {
  checkOptions(options, exportNames);
  return {
    source: path(options.source, 'source'),
    out: path(options.out, 'out'),
    entries: entriesOf(options),
    signal: optional(options.signal, signal, 'signal'),
    onProgress: optional(options.onProgress, callback, 'onProgress'),
  };
}

function parseReadOptions(options) {
  checkOptions(options, readNames);
  return {
    source: path(options.source, 'source'),
    // The order of the JSON array.
    entries: [...entriesOf(options), ['order', 'time', 'order']],
    signal: optional(options.signal, signal, 'signal'),
  };
}

/** The entries of a range, and of `now` and `format` where they are given. */
function parseRange(range, now, format) {
  const entries = rangeEntries(range);
  if (now !== undefined) entries.push(['now', date(now, 'now'), 'now']);
  if (format !== undefined) entries.push(['format', text(format, 'format'), 'format']);
  return entries;
}

module.exports = { parseExportOptions, parseReadOptions, parseRange, date, path, string, text };
