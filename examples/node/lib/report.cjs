'use strict';
// Reports, in the shape of `telex export --report json`.

/** A number; a bigint where a number would not be exact. */
function count(value) {
  const number = Number(value);
  return Number.isSafeInteger(number) ? number : value;
}

/** `flat` is the addon's: fields by their dotted names, counts as bigint. */
function shapeReport(flat) {
  const report = {};
  for (const [name, value] of Object.entries(flat)) {
    if (name === 'problems' || name === 'documents') continue;
    const levels = name.split('.');
    const last = levels.pop();
    const parent = levels.reduce((level, key) => (level[key] ??= {}), report);
    parent[last] = typeof value === 'bigint' ? count(value) : value;
  }
  const exact = (entry) => Object.fromEntries(
      Object.entries(entry).map(([key, value]) => [key, typeof value === 'bigint' ? count(value) : value]));
  report.problems = flat.problems.map(exact);
  report.documents = flat.documents.map(exact);
  return report;
}

module.exports = { shapeReport };
