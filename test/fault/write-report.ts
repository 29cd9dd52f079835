import { execFileSync } from 'node:child_process';
import { readFileSync, writeFileSync } from 'node:fs';
import { cpus } from 'node:os';
import { resolve } from 'node:path';
import { COMPARED_TABLES } from './canonical-dump.ts';
import type { Fault } from './faults.ts';
import type { Expected, RoundResult } from './run-round.ts';

const BEGIN = '<!-- written by npm run test:fault -->';
const END = '<!-- end of what npm run test:fault has written -->';

export interface Report {
  readonly results: readonly RoundResult[];
  readonly faults: readonly Fault[];
  readonly expected: Expected;
  readonly seed: string;
  readonly seconds: number;
  readonly cores: number;
}

/** Writes the figures of a run between the marks of docs/reliability.md. */
export function writeReport(report: Report): void {
  const path = resolve('docs/reliability.md');
  const text = readFileSync(path, 'utf8');
  const [begin, end] = [text.indexOf(BEGIN), text.indexOf(END)];
  if (begin < 0 || end < 0) throw new Error(`${path} has lost its marks ${BEGIN} and ${END}`);
  writeFileSync(path, `${text.slice(0, begin)}${BEGIN}\n\n${describe(report)}\n${text.slice(end)}`);
  // Columns have equal widths, as the formatter requires.
  execFileSync(process.execPath, [resolve('node_modules/@biomejs/biome/bin/biome'), 'format', '--write', path]);
}

function describe({ results, faults, expected, seed, seconds, cores }: Report): string {
  const failed = results.filter(({ problems }) => problems.length > 0).length;
  const late = results.reduce((sum, { lateWrites }) => sum + lateWrites, 0);
  const all = sortedTimes(results, ({ recoveryMs }) => recoveryMs);
  const ends = sortedTimes(results, ({ endedAfterMs }) => endedAfterMs);
  const head = [
    `${results.length} rounds with seed ${seed}, ${failed} failed, in ${Math.round(seconds / 60)} minutes on ${cpus()[0]?.model.trim() ?? 'an unknown processor'}, ${cores} logical cores, Node ${process.versions.node}.`,
    `Undisturbed, a study takes ${(expected.workMs / 1000).toFixed(1)} s and ends with ${expected.dump.split('\n').length - 1} rows; ${late} late writes of lost attempts were refused and counted.`,
    `${all.length} rounds struck a job: work went on after ${middle(all).toFixed(1)} s (median), ${(all.at(-1) ?? 0).toFixed(1)} s at most; below 60 s is wanted.`,
    `Jobs that were cancelled or told to end had ended after ${middle(ends).toFixed(1)} s (median), ${(ends.at(-1) ?? 0).toFixed(1)} s at most; below 5 s is wanted on a machine that is not busy.`,
    `Compared after each round, row by row: ${COMPARED_TABLES.join(', ')}.`,
  ];
  const rows = faults.map(({ name, words }) => {
    const own = results.filter(({ fault }) => fault === name);
    const times = sortedTimes(own, ({ recoveryMs }) => recoveryMs);
    const recovery = times.length === 0 ? '—' : `${middle(times).toFixed(1)} / ${(times.at(-1) ?? 0).toFixed(1)}`;
    const good = own.filter(({ problems }) => problems.length === 0).length;
    return `| ${name} | ${words} | ${good} of ${own.length} | ${times.length} | ${recovery} |`;
  });
  return [
    head.join(' '),
    '',
    '| accident | what happens | rounds that ended alike | that struck a job | seconds until work went on, median / longest |',
    '| --- | --- | --- | --- | --- |',
    ...rows,
    '',
  ].join('\n');
}

/** Times in seconds, ascending; rounds without one are left out. */
function sortedTimes(results: readonly RoundResult[], read: (result: RoundResult) => number | null): readonly number[] {
  return results
    .flatMap((result) => {
      const time = read(result);
      return time === null ? [] : [time / 1000];
    })
    .sort((a, b) => a - b);
}

function middle(sorted: readonly number[]): number {
  return sorted[Math.floor((sorted.length - 1) / 2)] ?? 0;
}
