// The ranges that a user is offered, each with what it covers.
import type { PresetId, Range } from 'telex';
import { counted, minute } from './text';
import type { Telex } from './telex';

export interface RangeItem {
  range: PresetId | 'custom';
  label: string;
  /** The window of time. */
  description: string;
  detail: string;
}

/** The telemetry that an export is chosen from: a folder, and the moment at which presets end. */
export interface Telemetry {
  folder: string;
  now: Date;
}

function windowOf(start: Date | undefined, end: Date | undefined): string {
  if (start === undefined || end === undefined) return 'Everything that was recorded';
  return `${minute(start)} to ${minute(end)}`;
}

/** How many files a range covers. Only names are looked at. */
export function filesIn(telex: Telex, { folder, now }: Telemetry, range: Range): string {
  return counted(telex.selectFiles(folder, range, now).length, 'telemetry file');
}

export function rangeItems(telex: Telex, telemetry: Telemetry): RangeItem[] {
  const presets = telex.presets(telemetry.now).map(({ id, label, start, end }): RangeItem => ({
    range: id,
    label,
    description: windowOf(start, end),
    detail: filesIn(telex, telemetry, id),
  }));
  const custom: RangeItem = {
    range: 'custom',
    label: 'Custom range…',
    description: 'Two dates of your choice',
    detail: recordedDays(telex, telemetry),
  };
  return [...presets, custom];
}

/** `There is telemetry from 2026-05-01 to 2026-05-04.` */
export function recordedDays(telex: Telex, { folder, now }: Telemetry): string {
  const files = telex.selectFiles(folder, 'allTime', now);
  const [first, last] = [files.at(0), files.at(-1)].map((name) => name?.slice('telemetry-'.length).slice(0, 10));
  return first === undefined ? 'There is no telemetry yet.'
      : first === last ? `There is telemetry from ${first}.` : `There is telemetry from ${first} to ${last}.`;
}

/** What is wrong with the first date of a custom range. */
export function validateFrom(telex: Telex, text: string): string | undefined {
  return telex.validateDate(text.trim());
}

/** What is wrong with its last date. */
export function validateTo(telex: Telex, from: string, text: string): string | undefined {
  return telex.validateDate(text.trim()) ?? telex.validateDateRange(from, text.trim());
}
