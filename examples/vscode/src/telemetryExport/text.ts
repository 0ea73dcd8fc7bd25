// Numbers and sizes as people read them. The wording of this extension is English, and so are its numbers.
import type { Count } from 'telex';

const grouped = new Intl.NumberFormat('en-US');

/** `1 event`, `12,345 events` */
export function counted(count: Count, singular: string, plural = `${singular}s`): string {
  return `${grouped.format(count)} ${count === 1 || count === 1n ? singular : plural}`;
}

/** `512 bytes`, `33.1 KB`, `80.0 MB`; 1 KB is 1,000 bytes. */
export function bytes(count: Count): string {
  const number = Number(count);
  // What would be rounded up to 1000.0 of a unit is 1.0 of the next one.
  if (number < 1000) return counted(count, 'byte');
  if (number < 999_950) return `${(number / 1e3).toFixed(1)} KB`;
  if (number < 999_950_000) return `${(number / 1e6).toFixed(1)} MB`;
  return `${(number / 1e9).toFixed(1)} GB`;
}

/** `a`, `a and b`, `a, b and c` */
export function listed(parts: readonly string[]): string {
  return parts.length < 2 ? parts.join('') : `${parts.slice(0, -1).join(', ')} and ${parts.at(-1)}`;
}

/** `2026-05-01 12:34 UTC` */
export function minute(time: Date): string {
  return `${time.toISOString().slice(0, 16).replace('T', ' ')} UTC`;
}
