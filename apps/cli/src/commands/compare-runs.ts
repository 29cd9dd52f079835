import { globSync, statSync } from 'node:fs';
import { basename, join } from 'node:path';
import { compareRuns, parseHarnessSamples, type RunsComparison, type RunTask, type TaskDifference } from '@lamina/benchmarks';
import { AppError } from '@lamina/errors';
import type { Command } from 'commander';
import { z } from 'zod';
import { readInputFile } from '../options/read-input-file.ts';
import { fileOption, JSON_OPTION } from '../options/shared-options.ts';
import { type Column, formatTable } from '../table.ts';
import { defineVerb } from '../verb/define-verb.ts';
import { writeResult, writeText } from '../write-result.ts';

/** How the harness names its files: `samples_TASK_2026-01-31T12-00-00.000000.jsonl`. */
const FILE_NAME = /^(?:samples_)?(.+?)(?:_\d{4}-\d\d-\d\dT[\d.-]+)?\.jsonl$/;
/** Smaller ones say nothing more. */
const LEAST_P = 1e-6;
const COLUMNS: readonly Column<TaskDifference>[] = [
  { title: 'task', align: 'left', value: ({ task }) => task },
  { title: 'metric', align: 'left', value: nameMetric },
  { title: 'documents', value: ({ documents }) => String(documents) },
  { title: 'first', value: ({ first }) => first.toFixed(4) },
  { title: 'second', value: ({ second }) => second.toFixed(4) },
  { title: 'difference', value: ({ difference }) => signed(difference) },
  { title: '95 %', value: ({ interval }) => (interval === null ? '–' : `${signed(interval.low)} to ${signed(interval.high)}`) },
  { title: 'p (Holm)', value: ({ adjustedP }) => formatP(adjustedP) },
  { title: 'could show', value: ({ detectable }) => detectable?.toFixed(4) ?? '–' },
  { title: 'second is', align: 'left', value: ({ verdict }) => verdict },
];

export function createCommand(): Command {
  return defineVerb({
    name: 'compare-runs',
    argument: '<runs...>',
    argumentHelp: 'two outputs of lm-evaluation-harness with --log_samples: files of samples, or their folders',
    options: z.strictObject({
      markdown: fileOption('Markdown', 'Write the table and the verdict as Markdown, as for a pull request.'),
      ...JSON_OPTION,
    }),
    shown: ['markdown', 'json'],
    async run(runs, { markdown, json }) {
      const [first = '', second = ''] = runs;
      if (runs.length !== 2) throw new AppError('BAD_USER_INPUT', `compare-runs compares two runs, and ${runs.length} were given`);
      const result = compareRuns(readRun(first), readRun(second));
      const sentence = describe(result);
      if (markdown !== undefined) writeText(markdown, `${sentence}\n\n${formatMarkdown(result.rows)}\n`);
      const leftOut = result.leftOut.map(({ task, why }) => `left out: ${task} (${why})`);
      writeResult(json, { ...result, sentence }, [formatTable(result.rows, COLUMNS), ...leftOut, sentence].join('\n'));
    },
  });
}

/** The samples of every task of a file or a folder; of several files of a task, the newest by name. */
function readRun(path: string): readonly RunTask[] {
  const isFolder = statSync(path, { throwIfNoEntry: false })?.isDirectory() === true;
  const files = isFolder
    ? globSync('**/*.jsonl', { cwd: path })
        .sort()
        .map((file) => join(path, file))
    : [path];
  const byTask = new Map(files.map((file) => [FILE_NAME.exec(basename(file))?.[1] ?? basename(file), file]));
  if (byTask.size === 0)
    throw new AppError(
      'FILE_NOT_FOUND',
      `${path} holds no samples; run lm-evaluation-harness with --log_samples and name its output folder`,
    );
  // Two single files are one task, however they are named.
  return [...byTask].map(([name, file]) => ({ task: isFolder ? name : 'samples', samples: parseHarnessSamples(readInputFile(file)) }));
}

function describe({ rows }: RunsComparison): string {
  const named = (verdict: TaskDifference['verdict']): string => {
    const found = rows.filter((row) => row.verdict === verdict);
    return found.map((row) => `${row.task} ${nameMetric(row)} ${signed(row.difference)}`).join(', ');
  };
  const [better, worse] = [named('better'), named('worse')];
  if (better === '' && worse === '') {
    const largest = Math.max(...rows.flatMap(({ detectable }) => (detectable === null ? [] : [detectable])));
    return `No difference is shown in ${rows.length} comparisons; each could have shown one of ${largest.toFixed(4)} or less.`;
  }
  const parts = [worse && `worse in ${worse}`, better && `better in ${better}`].filter((part) => part !== '');
  return `The second run is ${parts.join(', and ')}; of ${rows.length} comparisons, with Holm's correction at 5 %.`;
}

function formatMarkdown(rows: readonly TaskDifference[]): string {
  const line = (cells: readonly string[]): string => `| ${cells.join(' | ')} |`;
  return [
    line(COLUMNS.map(({ title }) => title)),
    line(COLUMNS.map(({ align }) => (align === 'left' ? '---' : '---:'))),
    ...rows.map((row) => line(COLUMNS.map(({ value }) => value(row)))),
  ].join('\n');
}

function nameMetric({ metric, filter }: TaskDifference): string {
  const name = metric.endsWith('perplexity') ? `ln ${metric}` : metric;
  return filter === 'none' ? name : `${name}, ${filter}`;
}

function formatP(p: number | null): string {
  if (p === null) return '–';
  return p < LEAST_P ? `< ${LEAST_P}` : p.toPrecision(2);
}

function signed(value: number): string {
  return `${value < 0 ? '−' : '+'}${Math.abs(value).toFixed(4)}`;
}
