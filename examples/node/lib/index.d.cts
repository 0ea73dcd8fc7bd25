/** A range that ends at `now`; `presets()` lists them. */
export type PresetId = 'last24Hours' | 'last7Days' | 'last30Days' | 'allTime';

/** Dates `YYYY-MM-DD` in UTC, both inclusive; either may be left out. */
export interface DateBounds {
  from?: string | undefined;
  to?: string | undefined;
}

/** Instants of the years 0001 to 9999, `end` exclusive; either may be left out. */
export interface InstantBounds {
  start?: Date | undefined;
  end?: Date | undefined;
}

export type Range = PresetId | DateBounds | InstantBounds;

/**
 * `json`: one array of self-contained events. `otlp`: documents to be POSTed. `otlp-jsonl`: one request a line, for the
 * Collector's `otlpjsonfile` receiver.
 */
export type Format = 'json' | 'otlp' | 'otlp-jsonl';

/** What is used of an `AbortSignal`. */
export interface AbortSignalLike {
  readonly aborted: boolean;
  readonly reason?: any;
  addEventListener(type: 'abort', listener: () => void, options?: { once?: boolean }): void;
  removeEventListener(type: 'abort', listener: () => void): void;
}

/** How far an export is. Approximate beyond 2^53. */
export interface Progress {
  /** Bytes of telemetry. */
  bytesRead: number;
  /** Bytes to read, as far as known; grows with the files. */
  bytesTotal: number;
  /** Events exported so far. */
  events: number;
}

export interface ExportOptions {
  /** The folder with the telemetry; its sub-folders are not entered. */
  source: string;
  /** The file, or with `package: 'dir'` the folder, that appears complete or not at all. */
  out: string;
  /** Default: `json`. */
  format?: Format | undefined;
  /** How the documents of the OTLP formats come; says nothing for `json`. Default: `zip`. */
  package?: 'zip' | 'dir' | undefined;
  /** Default: `allTime`. */
  range?: Range | undefined;
  /** The end of a preset, and the time of the export in report and manifest. Default: the clock's. */
  now?: Date | undefined;
  /** Of OTLP Sums. Prometheus and its like take only `cumulative`. Default: `delta`. */
  temporality?: 'delta' | 'cumulative' | undefined;
  /** A span's name: the last segment of its event's name, or all of it. Default: `leaf`. */
  spanName?: 'leaf' | 'full' | undefined;
  /** Default: `coder-vscode-extension`. */
  serviceName?: string | undefined;
  /** Default: `coder.vscode-coder.telemetry.export`. */
  scopeName?: string | undefined;
  /** The names of the events that become metrics, instead of the usual ones. */
  metricEvents?: readonly string[] | undefined;
  /** Of one OTLP document, before compression. Default: 16 MiB. */
  maxRequestBytes?: number | undefined;
  /** Of one line of `otlp-jsonl`, without its newline. Default: 1,000,000. */
  maxLineBytes?: number | undefined;
  /** Of encoded metric points that are held to be grouped by metric. Default: 1 MiB. */
  maxGroupedBytes?: number | undefined;
  /** A longer line of telemetry is skipped. 1 to 1 GiB; default: 16 MiB. */
  maxInputLineBytes?: number | undefined;
  /** How many skipped lines and files the report lists; all are counted. Default: 100. */
  maxProblems?: number | undefined;
  /** How many days after the range's last one files are still looked at. 0 to 3660; default: 0. */
  fileSlackDays?: number | undefined;
  /** Of a zip. 0 to 9; default: 3. */
  compression?: number | undefined;
  /** How many threads an export may use, 0 to 256; the output is the same for any number. Default: 0, as many as help. */
  threads?: number | undefined;
  /** Replace an output that exists. Default: false. */
  overwrite?: boolean | undefined;
  /** Stops the export, which then rejects with the signal's reason and leaves no file. */
  signal?: AbortSignalLike | undefined;
  /** Called on the event loop, at most once a turn, and once more before the output appears. If it throws, or is async
   *  and rejects meanwhile, the export fails with that error and leaves no file. */
  onProgress?: ((progress: Progress) => unknown) | undefined;
}

/** A number; a bigint where it is over 2^53 and a number would not be exact. */
export type Count = number | bigint;

/** A line that was skipped; `line` 0: a whole file. */
export interface Problem {
  file: string;
  line: Count;
  reason: string;
}

/** A document of an OTLP package, without the manifest. */
export interface ExportedDocument {
  /** Its name in the package. */
  path: string;
  signal: 'logs' | 'traces' | 'metrics';
  /** Log records, spans or data points. */
  records: Count;
  /** Before compression. */
  bytes: Count;
  /** Of `otlp-jsonl`; else 0. */
  lines: Count;
  /** Where it is to be POSTed: `/v1/logs`. */
  endpoint: string;
}

/** What was done: the object that `telex export --report json` prints, and the documents. */
export interface ExportReport {
  events: Count;
  /** Events by what they became; 0 for `json`. */
  logs: Count;
  traces: Count;
  metrics: Count;
  /** What was written. */
  records: { logs: Count; traces: Count; metrics: Count };
  files: { selected: Count; skipped: Count };
  lines: { skipped: Count };
  /** Ids that were replaced because OTLP does not allow them. */
  derivedIds: Count;
  /** Counts that were cut to what OTLP can hold. */
  repaired: Count;
  /** Records that are larger than a document may be, and stand alone. */
  oversized: Count;
  bytesRead: Count;
  /** Of the final files. */
  bytesWritten: Count;
  seconds: number;
  /** `YYYY-MM-DDTHH:MM:SS.mmmZ`, and so are the range's bounds, which may be absent. */
  exportedAt: string;
  range: { label: string; start?: string; end?: string };
  /** The first ones, up to `maxProblems`. */
  problems: Problem[];
  documents: ExportedDocument[];
}

/**
 * Exports the events of a range, whole or not at all, off the event loop. Four exports run at once, more wait.
 *
 * Rejects with a `TypeError` that names the option that is wrong, with the signal's reason, with what `onProgress` has
 * thrown, or with a `TelexError`: `NO_EVENTS`; for the source `NOT_FOUND`, `PERMISSION_DENIED`, `IO` or, where it is no
 * folder, `INVALID_ARGUMENT`; for the output `NOT_FOUND` (its folder), `ALREADY_EXISTS`, `PERMISSION_DENIED`, `NO_SPACE`,
 * `IO` or, where it can be no file or folder, as with too long a name, `INVALID_ARGUMENT`.
 */
export function exportTelemetry(options: ExportOptions): Promise<ExportReport>;

export interface ReadOptions {
  source: string;
  range?: Range | undefined;
  now?: Date | undefined;
  fileSlackDays?: number | undefined;
  maxInputLineBytes?: number | undefined;
  /** `next()` rejects with its reason. */
  signal?: AbortSignalLike | undefined;
}

export interface TelemetryContext {
  extension_version: string;
  machine_id: string;
  session_id: string;
  os_type: string;
  os_version: string;
  host_arch: string;
  platform_name: string;
  platform_version: string;
  deployment_url: string;
  [member: string]: unknown;
}

/**
 * An element of the JSON array, parsed. Its names are given here as the extension writes them, in snake_case; the names
 * of a file that is written in camelCase stay so.
 */
export interface TelemetryEvent {
  event_id: string;
  event_name: string;
  timestamp: string;
  event_sequence: number;
  schema_version?: number;
  context: TelemetryContext;
  properties: { [key: string]: string | number | boolean };
  measurements: { [key: string]: number };
  trace_id?: string;
  parent_event_id?: string;
  error?: { message: string; type?: string; code?: string };
  [member: string]: unknown;
}

/**
 * The events of a range, in the order of the JSON array and in constant memory: each is read when it is asked for, off
 * the event loop, in batches of some 64 KiB. Leaving the loop early closes what is open. Lines that are skipped are told
 * by an export's report only.
 *
 * Throws a `TypeError` that names the option that is wrong; what fails later, `next()` rejects with.
 */
export function readEvents(options: ReadOptions): AsyncIterableIterator<TelemetryEvent>;

export interface Preset {
  id: PresetId;
  /** `Last 7 days` */
  label: string;
  /** Undefined: no bound. */
  start: Date | undefined;
  end: Date | undefined;
  /** `coder-telemetry-last-7-days-2026-05-04.{ext}`; `suggestedFileName` gives it with a format's extension. */
  suggestedName: string;
}

/** The presets, in the order in which a user is offered them. */
export function presets(now?: Date): Preset[];

/** What is wrong with a date that a user typed: the message to show, or undefined. */
export function validateDate(text: string): string | undefined;
/** Likewise for two dates, one of which may be empty, but not both. */
export function validateDateRange(from: string, to: string): string | undefined;

/** `coder-telemetry-last-7-days-2026-05-04.otlp.zip` */
export function suggestedFileName(range: Range, format: Format, now?: Date): string;

/** The filters of a save dialog: `{ 'Zip files': ['zip'] }`. */
export function fileFilters(format: Format): Record<string, string[]>;

/**
 * The names of the files that a range needs, ordered by date, session and part. They are not opened. What is not UTF-8
 * in a name stands here as U+FFFD; an export reads such a file all the same.
 */
export function selectFiles(source: string, range: Range, now?: Date): string[];

export type ErrorCode =
  | 'NO_EVENTS' | 'CANCELLED' | 'INVALID_ARGUMENT' | 'INVALID_STATE' | 'NOT_FOUND' | 'PERMISSION_DENIED'
  | 'ALREADY_EXISTS' | 'IO' | 'NO_SPACE' | 'OUT_OF_MEMORY' | 'CALLBACK_FAILED' | 'INTERNAL';

/** A failure, in a text to show. */
export class TelexError extends Error {
  constructor(code: ErrorCode, message: string, report?: ExportReport);
  readonly name: 'TelexError';
  /** `NO_EVENTS`: the range holds no event, and nothing was written. */
  readonly code: ErrorCode | (string & {});
  /** Of an export: how far it came. */
  readonly report?: ExportReport;
}

/** The version of the library. */
export const version: string;
