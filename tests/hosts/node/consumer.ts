// A consumer in TypeScript: what it may write, and, marked so, what it may not.
import {
  exportTelemetry, fileFilters, presets, readEvents, selectFiles, suggestedFileName, TelexError, validateDate,
  validateDateRange, version,
  type Count, type ExportOptions, type ExportReport, type Format, type Preset, type Range, type TelemetryEvent,
} from 'telex';

const format: Format = 'otlp';
const ranges: Range[] = [
  'last7Days', { from: '2026-05-01', to: '2026-05-31' }, { from: '2026-05-01' }, { start: new Date(0), end: new Date() }, {},
];

export async function run(source: string, out: string, signal: AbortSignal): Promise<string> {
  const options: ExportOptions = {
    source, out, format, package: 'dir', range: ranges[0], now: new Date(), temporality: 'cumulative', spanName: 'full',
    maxRequestBytes: 1, maxLineBytes: 1, fileSlackDays: 1, compression: 9, threads: 2, metricEvents: ['a'] as const, overwrite: true,
    signal, onProgress: ({ bytesRead, bytesTotal, events }) => { const share: number = bytesRead / bytesTotal; return share + events; },
  };
  const report: ExportReport = await exportTelemetry(options).catch((error: unknown) => {
    if (error instanceof TelexError && error.code === 'NO_EVENTS' && error.report) return error.report;
    throw error;
  });
  const events: Count = report.events;
  const skipped: boolean = report.lines.skipped > 0 || report.problems.some(({ line }) => line === 0);
  return `${events} ${skipped} ${report.range.start ?? ''} ${report.documents[0]?.endpoint ?? ''}`;
}

export async function ids(source: string): Promise<string[]> {
  const found: string[] = [];
  for await (const event of readEvents({ source, range: { end: new Date() } })) {
    const typed: TelemetryEvent = event;
    found.push(typed.event_id, typed.context.session_id, typed.error?.message ?? '');
  }
  return found;
}

export function ask(source: string): string {
  const offered: Preset[] = presets(new Date());
  const message: string | undefined = validateDate('x') ?? validateDateRange('', '');
  const filters: Record<string, string[]> = fileFilters(format);
  const names: string[] = offered.flatMap(({ id }) => selectFiles(source, id));
  return [message, suggestedFileName('allTime', 'json'), Object.keys(filters), names, version].join();
}

export function refused(): void {
  // @ts-expect-error: no such format
  void exportTelemetry({ source: '', out: '', format: 'xml' });
  // @ts-expect-error: no such option
  void exportTelemetry({ source: '', out: '', outFile: '' });
  // @ts-expect-error: out is missing
  void exportTelemetry({ source: '' });
  // @ts-expect-error: a date is a string
  void exportTelemetry({ source: '', out: '', range: { from: new Date() } });
  // @ts-expect-error: no such preset
  selectFiles('', 'last8Days');
  // @ts-expect-error: a count may be a bigint
  void exportTelemetry({ source: '', out: '' }).then((report): number => report.events);
}
