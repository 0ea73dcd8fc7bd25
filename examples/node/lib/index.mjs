import telex from './index.cjs';

export const {
  exportTelemetry, readEvents, presets, validateDate, validateDateRange, suggestedFileName, fileFilters, selectFiles,
  TelexError, version,
} = telex;
