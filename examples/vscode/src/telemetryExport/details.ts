// The report of an export, as text for an output channel.
import type { ExportReport, ExportedDocument, Problem } from 'telex';
import type { ExportRequest, Outcome } from './exporting';
import { exportedRecords } from './notices';
import { formatLabel } from './questions';
import { bytes, counted } from './text';

const nouns: Record<ExportedDocument['signal'], string> = { logs: 'log record', traces: 'span', metrics: 'data point' };

function windowOf({ range }: ExportReport): string {
  if (range.start === undefined && range.end === undefined) return '';
  return `, ${range.start ?? 'the beginning'} to ${range.end ?? 'the end'}`;
}

function result(request: ExportRequest, outcome: Outcome): string {
  switch (outcome.kind) {
    case 'exported':
      return `exported ${exportedRecords(outcome.report, request.format)} in ${outcome.report.seconds.toFixed(1)} s`;
    case 'noEvents':
      return 'no events in the range, no file written';
    case 'cancelled':
      return 'cancelled, no file written';
    case 'failed':
      return `failed, no file written: ${outcome.message} (${outcome.code})`;
  }
}

function problemLine({ file, line, reason }: Problem): string {
  return `    ${file}${Number(line) > 0 ? `:${line}` : ''}: ${reason}`;
}

/** What was read, skipped and changed. */
function readLines(report: ExportReport): string[] {
  const lines = [`  Read      ${counted(report.files.selected, 'file')}, ${bytes(report.bytesRead)}`];
  const changes = [
    [report.derivedIds, 'id that OTLP does not allow, replaced', 'ids that OTLP does not allow, replaced'],
    [report.repaired, 'count cut to what OTLP can hold', 'counts cut to what OTLP can hold'],
    [report.oversized, 'record larger than a document may be', 'records larger than a document may be'],
  ] as const;
  for (const [count, singular, plural] of changes) {
    if (Number(count) > 0) lines.push(`  Note      ${counted(count, singular, plural)}`);
  }
  lines.push(`  Skipped   ${counted(report.lines.skipped, 'line')}, ${counted(report.files.skipped, 'file')}`);
  lines.push(...report.problems.map(problemLine));
  const more = Number(report.lines.skipped) + Number(report.files.skipped) - report.problems.length;
  if (more > 0) lines.push(`    and ${counted(more, 'more', 'more')}`);
  return lines;
}

function documentLine({ path, signal, records, bytes: size, endpoint }: ExportedDocument): string {
  return `    ${path}: ${counted(records, nouns[signal])}, ${bytes(size)}, for ${endpoint}`;
}

export function detailsOf(request: ExportRequest, outcome: Outcome): string {
  const report = outcome.kind === 'cancelled' ? undefined : outcome.report;
  // What failed before anything was read has nothing to tell of reading.
  const failedUnread = outcome.kind === 'failed' && Number(report?.bytesRead) === 0;
  const exported = outcome.kind === 'exported' ? outcome.report : undefined;
  const lines = [
    `Telemetry export of ${request.now.toISOString()}: ${result(request, outcome)}`,
    `  Folder    ${request.folder}`,
    `  Range     ${request.rangeLabel}${report === undefined ? '' : windowOf(report)}`,
    `  Format    ${formatLabel(request.format)}`,
    `  File      ${request.out}${exported === undefined ? '' : `, ${bytes(exported.bytesWritten)}`}`,
    ...(report === undefined || failedUnread ? [] : readLines(report)),
  ];
  if (exported !== undefined && exported.documents.length > 0) {
    lines.push('  Documents, each to be POSTed to its endpoint', ...exported.documents.map(documentLine));
  }
  return `${lines.join('\n')}\n`;
}
