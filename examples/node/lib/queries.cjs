'use strict';
// What a user interface asks.

const { call } = require('./errors.cjs');
const native = require('./native.cjs');
const { date, parseRange, path, string, text } = require('./options.cjs');

// In the name of a preset, which holds for every format.
const anyExtension = '{ext}';

function presets(now = new Date()) {
  date(now, 'now');
  return native.presetIds().map(({ id, label }) => {
    const entries = parseRange(id, now);
    const { start, end, fileName } = call(entries, () => native.range(entries));
    return {
      id,
      label,
      start: start === undefined ? undefined : new Date(start),
      end: end === undefined ? undefined : new Date(end),
      suggestedName: `coder-telemetry-${fileName}.${anyExtension}`,
    };
  });
}

function validateDate(value) {
  return native.validateDate(string(value, 'text'));
}

function validateDateRange(from, to) {
  return native.validateDateRange(string(from, 'from'), string(to, 'to'));
}

function suggestedFileName(range, format, now) {
  const entries = parseRange(range, now, text(format, 'format'));
  return call(entries, () => native.suggestedFileName(entries));
}

function fileFilters(format) {
  const entries = [['format', text(format, 'format'), 'format']];
  const { label, extension } = call(entries, () => native.fileFilter(entries));
  return { [label]: [extension] };
}

function selectFiles(source, range, now) {
  const entries = parseRange(range, now);
  const folder = path(source, 'source');
  return call(entries, () => native.selectFiles(entries, folder));
}

module.exports = { presets, validateDate, validateDateRange, suggestedFileName, fileFilters, selectFiles };
