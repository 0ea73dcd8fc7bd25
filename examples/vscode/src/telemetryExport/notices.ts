// What a user is told at the end: a text, and what can be done next.
import { basename, dirname } from 'node:path';
import type { ExportReport } from 'telex';
import type { ExportRequest, Outcome } from './exporting';
import { folderSetting } from './folder';
import { bytes, counted, listed } from './text';

export type Action =
  | 'openFile' | 'reveal' | 'copyPath' | 'showDetails' | 'chooseAnotherRange' | 'chooseAnotherFile' | 'openSettings';

export const actionLabels: Record<Action, string> = {
  openFile: 'Open File',
  reveal: 'Show in Folder',
  copyPath: 'Copy Path',
  showDetails: 'Show Details',
  chooseAnotherRange: 'Choose Another Range',
  chooseAnotherFile: 'Choose Another File',
  openSettings: 'Open Settings',
};

export interface Notice {
  severity: 'information' | 'warning' | 'error';
  text: string;
  actions: readonly Action[];
}

const reminder = (documents: string) => 'The file may hold private data, such as machine IDs, addresses and error ' +
    `texts: look through ${documents} before you share it.`;

/** `255 events`, for OTLP with what they became. */
export function exportedRecords({ events, records }: ExportReport, format: string): string {
  const total = counted(events, 'event');
  if (format === 'json') return total;
  return `${total} as ${listed([
    counted(records.logs, 'log record'),
    `${counted(records.traces, 'span')} (timed operations)`,
    `${counted(records.metrics, 'data point')} (measured values)`])}`;
}

/** What was skipped; empty where nothing was. */
function skipped({ lines, files }: ExportReport): string {
  const parts = [];
  if (Number(lines.skipped) > 0) parts.push(counted(lines.skipped, 'line'));
  if (Number(files.skipped) > 0) parts.push(counted(files.skipped, 'file'));
  return parts.length === 0 ? '' : ` ${listed(parts)} could not be read and ${
    parts.length === 1 && /^1 /.test(parts[0] ?? '') ? 'was' : 'were'} left out.`;
}

function exportedNotice(request: ExportRequest, report: ExportReport, canReveal: boolean): Notice {
  const left = skipped(report);
  const file = `${basename(request.out)} (${bytes(report.bytesWritten)}) in ${dirname(request.out)}`;
  const documents = request.format === 'json' ? 'it' : 'the documents in it, which the details name,';
  return {
    severity: left === '' ? 'information' : 'warning',
    text: `Exported ${exportedRecords(report, request.format)} to ${file}.${left} ${reminder(documents)}`,
    actions: [request.format === 'json' ? 'openFile' : canReveal ? 'reveal' : 'copyPath', 'showDetails'],
  };
}

/** What failed, and what to do about it. */
function failedNotice(code: string, message: string, atSource: boolean): Notice {
  // The advice is given here, where what can be chosen is known.
  const cause = `The telemetry was not exported: ${sentence(message.replace(/; choose [^;]*$/, ''))}`;
  if (atSource) {
    return { severity: 'error', text: `${cause} Check the telemetry folder in the settings.`,
             actions: ['openSettings', 'showDetails'] };
  }
  const advice: Record<string, string> = {
    NOT_FOUND: 'Choose a folder that exists.',
    PERMISSION_DENIED: 'Choose a folder that you may write to.',
    ALREADY_EXISTS: 'Choose another name.',
    INVALID_ARGUMENT: 'Choose another name or folder.',
    NO_SPACE: 'Free some space, or choose a place on another disk.',
  };
  return { severity: 'error', text: `${cause} ${advice[code] ?? 'Try again, or choose another place for the file.'}`,
           actions: ['chooseAnotherFile', 'showDetails'] };
}

function noEvents(rangeLabel: string): Notice {
  return { severity: 'information', actions: ['chooseAnotherRange'],
           text: `There are no events in the range "${rangeLabel}", so no file was written.` };
}

/** The notice for a range that covers no telemetry files. */
export function noFiles(rangeLabel: string): Notice {
  return { severity: 'information', actions: ['chooseAnotherRange'],
           text: `There are no events in the range "${rangeLabel}": it covers no telemetry files.` };
}

/** Whether the window can show a file of this machine: not in a browser, nor where the machine is a remote one. */
export function canReveal(remoteName: string | undefined, runsInWindow: boolean, commands: readonly string[]): boolean {
  return (remoteName === undefined || runsInWindow) && commands.includes('revealFileInOS');
}

/** The notice for an outcome. `canReveal`: whether the window can show a file in the system's file manager. */
export function noticeOf(request: ExportRequest, outcome: Outcome, canReveal: boolean): Notice {
  switch (outcome.kind) {
    case 'exported':
      return exportedNotice(request, outcome.report, canReveal);
    case 'cancelled':
      return { severity: 'information', text: 'The export was cancelled. No file was written.', actions: [] };
    case 'noEvents': {
      const left = outcome.report === undefined ? '' : skipped(outcome.report);
      if (left === '') return noEvents(request.rangeLabel);
      return {
        severity: 'warning',
        text: `There are no readable events in the range "${request.rangeLabel}", so no file was written.${left}`,
        actions: ['showDetails', 'chooseAnotherRange'],
      };
    }
    case 'failed':
      return failedNotice(outcome.code, outcome.message, outcome.atSource);
  }
}

/** The notice for a setting of which `telemetryFolder` makes no folder. */
export function badSetting(value: unknown): Notice {
  return { severity: 'error', actions: ['openSettings'],
           text: `The setting ${folderSetting} must be an absolute path, or one that begins with ~/. ` +
               `It is ${JSON.stringify(value)}.` };
}

/**
 * The notice where there is nothing to choose from: the folder cannot be listed, or is empty. `isSet`: it is the one of
 * the setting.
 */
export function nothingToExport(folder: string, problem: string | undefined, isSet: boolean): Notice {
  if (problem === undefined && !isSet) {
    return { severity: 'information', actions: ['openSettings'],
             text: `There is no telemetry yet: the folder ${folder} holds no telemetry files.` };
  }
  const cause = problem ?? `the folder ${folder} holds no telemetry files`;
  return { severity: 'error', actions: ['openSettings'],
           text: `No telemetry was found: ${sentence(cause)} ${
             isSet ? 'Set' : 'Use the Coder extension first, or set'} another folder in the settings.` };
}

/** The notice for telemetry that is in memory and could not be written to the files that are exported. */
export function notFlushed(reason: string): Notice {
  return { severity: 'warning', actions: [],
           text: `The newest events may be missing from the export: ${sentence(reason)}` };
}

/** The notice for a file that is not on the machine of the telemetry; a window can offer such places. */
export const placeElsewhere: Notice = {
  severity: 'error',
  text: 'The telemetry was not exported: the file must be on the machine that the telemetry is on. Choose a place ' +
      'there.',
  actions: ['chooseAnotherFile'],
};

function sentence(text: string): string {
  return /[.!?]$/.test(text) ? text : `${text}.`;
}
