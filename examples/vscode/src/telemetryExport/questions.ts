// What is asked, in which order, with Back and Escape. How it is asked is the prompter's.
import type { Format, Range } from 'telex';
import { findTelemetry, type Flush } from './exporting';
import { filesIn, rangeItems, recordedDays, validateFrom, validateTo, type RangeItem, type Telemetry } from './ranges';
import type { Telex } from './telex';

/** An answer: to go back to the question before. */
export const back = Symbol('back');

export interface Question {
  placeholder: string;
  /** From 1. */
  step: number;
  totalSteps: number;
}

export interface Item {
  label: string;
  description?: string;
  detail: string;
}

export interface PickQuestion<T extends Item> extends Question {
  items: readonly T[];
  /** The item that is chosen already, where there is one. */
  active: T | undefined;
}

export interface TextQuestion extends Question {
  value: string;
  /** What is wrong with a text, called as one types. */
  validate(text: string): string | undefined;
  /** What to know about a text that is good, or is not there yet. */
  prompt(text: string): string;
}

/** Answers are undefined where the user has left, by Escape. */
export interface Prompter {
  pick<T extends Item>(question: PickQuestion<T>): Promise<T | typeof back | undefined>;
  text(question: TextQuestion): Promise<string | typeof back | undefined>;
}

/** The answers so far. */
export interface Answers {
  range?: RangeItem['range'];
  from?: string;
  to?: string;
  format?: Format;
}

export interface ExportChoice {
  range: Range;
  /** `Last 7 days`, `2026-05-01 to 2026-05-04` */
  rangeLabel: string;
  format: Format;
}

/** A range was chosen that covers no files. */
export interface EmptyRange {
  rangeLabel: string;
  noFiles: true;
}

const formatItems: readonly (Item & { format: Format })[] = [
  {
    format: 'json',
    label: 'JSON array',
    description: 'a .json file',
    detail: 'To read and search the events yourself, or to attach them to a bug report.',
  },
  {
    format: 'otlp',
    label: 'OTLP/JSON',
    description: 'a .zip file',
    detail: 'For a monitoring tool that takes OpenTelemetry logs, traces and metrics.',
  },
];

/** `JSON array` */
export function formatLabel(format: Format): string {
  return formatItems.find((item) => item.format === format)?.label ?? format;
}

/** Asks what to export, beginning with answers that were given before. */
export class Questions {
  constructor(private readonly telex: Telex, private readonly telemetry: Telemetry,
              private readonly prompter: Prompter, private readonly flush: Flush) {}

  /** Undefined: the user has left. `answers` is brought up to date. */
  async ask(answers: Answers): Promise<ExportChoice | EmptyRange | undefined> {
    for (let index = 0; ;) {
      const custom = answers.range === 'custom';
      const steps: (keyof Answers)[] = custom ? ['range', 'from', 'to', 'format'] : ['range', 'format'];
      const name = steps[index];
      if (name === undefined) return this.choice(answers);
      if (name === 'format') {
        const { range, rangeLabel } = this.choice(answers);
        const { found } = await findTelemetry(this.telex, this.telemetry, this.flush, range);
        if (!found) return { rangeLabel, noFiles: true };
      }
      const answer = await this[name](answers, { step: index + 1, totalSteps: steps.length });
      if (answer === undefined) return undefined;
      if (answer === back) {
        index -= 1;
      } else {
        Object.assign(answers, { [name]: answer });
        index += 1;
      }
    }
  }

  private async range(answers: Answers, place: { step: number; totalSteps: number }) {
    const items = rangeItems(this.telex, this.telemetry);
    const active = items.find(({ range }) => range === answers.range);
    const answer = await this.prompter.pick(
        { ...place, placeholder: 'Choose which telemetry to export', items, active });
    return typeof answer === 'object' ? answer.range : answer;
  }

  private async from(answers: Answers, place: { step: number; totalSteps: number }) {
    const days = recordedDays(this.telex, this.telemetry);
    return trimmed(await this.prompter.text({
      ...place,
      placeholder: 'YYYY-MM-DD',
      value: answers.from ?? '',
      validate: (text) => validateFrom(this.telex, text),
      prompt: () => `First day, in UTC. ${days}`,
    }));
  }

  private async to(answers: Answers, place: { step: number; totalSteps: number }) {
    const from = answers.from ?? '';
    const stillGood = answers.to !== undefined && validateTo(this.telex, from, answers.to) === undefined;
    return trimmed(await this.prompter.text({
      ...place,
      placeholder: 'YYYY-MM-DD',
      value: stillGood ? answers.to ?? from : from,
      validate: (text) => validateTo(this.telex, from, text),
      prompt: (text) => `Last day, in UTC. ${this.coverage(from, text)}`,
    }));
  }

  private async format(answers: Answers, place: { step: number; totalSteps: number }) {
    const active = formatItems.find(({ format }) => format === answers.format);
    const answer = await this.prompter.pick(
        { ...place, placeholder: 'Choose a file format', items: formatItems, active });
    return typeof answer === 'object' ? answer.format : answer;
  }

  private coverage(from: string, text: string): string {
    if (validateTo(this.telex, from, text) !== undefined) return '';
    return `This range covers ${filesIn(this.telex, this.telemetry, { from, to: text.trim() })}.`;
  }

  private choice({ range = 'allTime', from = '', to = '', format = 'json' }: Answers): ExportChoice {
    if (range === 'custom') return { range: { from, to }, rangeLabel: `${from} to ${to}`, format };
    const rangeLabel = this.telex.presets(this.telemetry.now).find(({ id }) => id === range)?.label ?? range;
    return { range, rangeLabel, format };
  }
}

function trimmed(answer: string | typeof back | undefined) {
  return typeof answer === 'string' ? answer.trim() : answer;
}
