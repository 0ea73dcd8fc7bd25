// One export, from a choice to its outcome.
import { existsSync } from 'node:fs';
import type { ExportReport, Progress, Range } from 'telex';
import type { ExportChoice } from './questions';
import { bytes, counted } from './text';
import type { Telemetry } from './ranges';
import type { Telex } from './telex';

export interface ExportRequest extends ExportChoice, Telemetry {
  /** The path of the file. */
  out: string;
}

export type Outcome =
  | { kind: 'exported'; report: ExportReport }
  | { kind: 'noEvents'; report: ExportReport | undefined }
  | { kind: 'cancelled' }
  /** `atSource`: it is the telemetry folder that failed, not the file. */
  | { kind: 'failed'; code: string; message: string; atSource: boolean; report: ExportReport | undefined };

/** Writes to the telemetry's files what is still in memory. */
export type Flush = () => Promise<unknown>;

export interface ExportContext {
  signal: AbortSignal;
  flush: Flush;
  /** Told where `flush` has failed. The export goes on with what is in the files. */
  onFlushFailed: (reason: string) => void;
  onProgress: (progress: Progress) => void;
}

/** Exports to `request.out`, which then is whole, or as it was before. */
export async function exportTo(telex: Telex, request: ExportRequest,
                               { signal, flush, onFlushFailed, onProgress }: ExportContext): Promise<Outcome> {
  const { folder, now, range, format, out } = request;
  // The save dialog has asked for a file that exists. One that comes from now on is not replaced.
  const overwrite = existsSync(out);
  const reason = await flushed(flush, signal);
  if (reason !== undefined) onFlushFailed(reason);
  try {
    const report = await telex.exportTelemetry({
      source: folder,
      out,
      format,
      range,
      now,
      overwrite,
      signal,
      onProgress,
    });
    return { kind: 'exported', report };
  } catch (error) {
    if (signal.aborted && error === signal.reason) return { kind: 'cancelled' };
    if (!(error instanceof telex.TelexError)) throw error;
    const { code, message, report } = error;
    if (code === 'NO_EVENTS') return { kind: 'noEvents', report };
    return { kind: 'failed', code, message, report, atSource: folderProblem(telex, request) !== undefined };
  }
}

/** Ends with the flush, or with the signal where that is first. Why the flush failed; undefined where it did not. */
async function flushed(flush: Flush, signal?: AbortSignal): Promise<string | undefined> {
  const aborted = new Promise((resolve) => signal?.addEventListener('abort', resolve, { once: true }));
  try {
    await Promise.race([flush(), aborted]);
    return undefined;
  } catch (error) {
    return error instanceof Error ? error.message : String(error);
  }
}

/** Whether a range has telemetry, in memory too; where it has none, why, if that is known. */
export async function findTelemetry(telex: Telex, telemetry: Telemetry, flush: Flush, range: Range = 'allTime') {
  if (hasFiles(telex, telemetry, range)) return { found: true };
  await flushed(flush);
  return { found: hasFiles(telex, telemetry, range), problem: folderProblem(telex, telemetry) };
}

function hasFiles(telex: Telex, telemetry: Telemetry, range: Range): boolean {
  return folderProblem(telex, telemetry) === undefined &&
      telex.selectFiles(telemetry.folder, range, telemetry.now).length > 0;
}

/** Why the telemetry folder cannot be listed; undefined where it can. */
export function folderProblem(telex: Telex, { folder, now }: Telemetry): string | undefined {
  try {
    telex.selectFiles(folder, 'allTime', now);
    return undefined;
  } catch (error) {
    if (!(error instanceof telex.TelexError)) throw error;
    return error.message;
  }
}

export interface ProgressReport {
  message: string;
  /** In percent, since the last report. */
  increment: number;
}

/**
 * Turns the progress of an export into what a notification shows, at most every `interval` milliseconds: more could not
 * be read, and each report is a message to the window.
 */
export function progressReporter(report: (progress: ProgressReport) => void, interval = 100, clock = Date.now) {
  let shown = 0;
  let last = -Infinity;
  return ({ bytesRead, bytesTotal, events }: Progress): void => {
    const done = bytesTotal > 0 && bytesRead >= bytesTotal;
    if (clock() - last < interval && !done) return;
    last = clock();
    // The total grows with files that are still being written; what is shown never goes back.
    const percent = Math.max(shown, bytesTotal > 0 ? Math.min(100, (100 * bytesRead) / bytesTotal) : 0);
    report({
      message: `${bytes(bytesRead)} of ${bytes(bytesTotal)}, ${counted(events, 'event')}`,
      increment: percent - shown,
    });
    shown = percent;
  };
}
