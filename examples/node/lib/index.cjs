'use strict';
// The package's API, as CommonJS; index.mjs is the same as an ES module. The types are in index.d.cts.

const { TelexError } = require('./errors.cjs');
const { readEvents } = require('./events.cjs');
const { exportTelemetry } = require('./exports.cjs');
const { version } = require('./native.cjs');
const queries = require('./queries.cjs');

module.exports = { exportTelemetry, readEvents, ...queries, TelexError, version };
