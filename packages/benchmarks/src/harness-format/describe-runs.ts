import type { RunsComparison, TaskDifference } from './compare-runs.ts';

/** A column of the table of two runs. */
export interface RunColumn {
  readonly title: string;
  readonly isNumeric: boolean;
  readonly value: (row: TaskDifference) => string | number | null;
  readonly text: (row: TaskDifference) => string;
}

/** Smaller ones say nothing more. */
const LEAST_P = 1e-6;

/** The table of two runs, a metric of a task a row. */
export const RUN_COLUMNS: readonly RunColumn[] = [
  words('task', ({ task }) => task),
  words('metric', nameMetric),
  number('documents', ({ documents }) => documents, String),
  number('first', ({ first }) => first, fixed),
  number('second', ({ second }) => second, fixed),
  number('difference', ({ difference }) => difference, signed),
  {
    ...words('95 %', ({ interval }) => (interval === null ? '–' : `${signed(interval.low)} to ${signed(interval.high)}`)),
    isNumeric: true,
  },
  number(
    'p (Holm)',
    ({ adjustedP }) => adjustedP,
    (p) => (p < LEAST_P ? `< ${LEAST_P}` : p.toPrecision(2)),
  ),
  number('could show', ({ detectable }) => detectable, fixed),
  words('second is', ({ verdict }) => verdict),
];

/** The verdict in one sentence. */
export function describeRuns({ rows }: RunsComparison): string {
  const named = (verdict: TaskDifference['verdict']): string => {
    const found = rows.filter((row) => row.verdict === verdict);
    return found.map((row) => `${row.task} ${nameMetric(row)} ${signed(row.difference)}`).join(', ');
  };
  const [better, worse] = [named('better'), named('worse')];
  const count = rows.length === 1 ? '1 comparison' : `${rows.length} comparisons`;
  if (better === '' && worse === '') {
    const effects = rows.map(({ detectable }) => detectable).filter((value) => value !== null);
    const power = effects.length === 0 ? '' : `; each would have shown one of ${fixed(Math.max(...effects))} with 80 % power`;
    return `No difference is shown in ${count}${power}.`;
  }
  const parts = [worse && `worse in ${worse}`, better && `better in ${better}`].filter((part) => part !== '');
  return `The second run is ${parts.join(', and ')}; of ${count}, with Holm's correction at 5 %.`;
}

/** The verdict, the table and what was left out as Markdown, as for a pull request. */
export function formatRunsMarkdown(result: RunsComparison): string {
  const line = (cells: readonly string[]): string => `| ${cells.join(' | ')} |`;
  const table = [
    line(RUN_COLUMNS.map(({ title }) => title)),
    line(RUN_COLUMNS.map(({ isNumeric }) => (isNumeric ? '---:' : '---'))),
    ...result.rows.map((row) => line(RUN_COLUMNS.map(({ text }) => text(row)))),
  ];
  return `${[describeRuns(result), table.join('\n'), ...describeLeftOut(result)].join('\n\n')}\n`;
}

/** One line for each thing that was not compared. */
export function describeLeftOut({ leftOut }: RunsComparison): readonly string[] {
  return leftOut.map(({ task, why }) => `Left out: ${task} (${why}).`);
}

function words(title: string, text: RunColumn['text']): RunColumn {
  return { title, isNumeric: false, value: text, text };
}

function number(title: string, value: (row: TaskDifference) => number | null, format: (value: number) => string): RunColumn {
  const text = (row: TaskDifference): string => {
    const found = value(row);
    return found === null ? '–' : format(found);
  };
  return { title, isNumeric: true, value, text };
}

function nameMetric({ metric, filter }: TaskDifference): string {
  const name = metric.endsWith('perplexity') ? `ln ${metric}` : metric;
  return filter === 'none' ? name : `${name}, ${filter}`;
}

function fixed(value: number): string {
  return value.toFixed(4);
}

function signed(value: number): string {
  return `${value < 0 ? '−' : '+'}${Math.abs(value).toFixed(4)}`;
}
