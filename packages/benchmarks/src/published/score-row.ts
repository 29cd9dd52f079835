import type { PublishedCheck, PublishedMetric, PublishedResult } from './published-result.ts';

/** A paper's table. */
export interface PublishedTable {
  readonly paper: string;
  readonly url: string;
  readonly table: string;
  /** Printed heading, task and metric of every score column. */
  readonly columns: readonly (readonly [column: string, benchmark: string, metric: PublishedMetric])[];
}

/** A row of scores with its printed mean. */
export interface ScoreRow {
  readonly model: string;
  readonly method: string;
  /** Percent as printed; 0 for dense rows. */
  readonly ratio: number;
  /** One per column. */
  readonly scores: readonly number[];
  readonly average: number;
  /** "Per.": percent of the dense average, where printed. */
  readonly percentOfDense?: number;
  /** Notes by column heading. */
  readonly notes?: Readonly<Record<string, string>>;
}

/** A printed mean may be truncated after two digits instead of rounded. */
const TOLERANCE = 0.0101;

/** Every cell of a row, each with the check of the row's printed mean against the mean of its scores. */
export function listCells({ columns, ...source }: PublishedTable, row: ScoreRow): PublishedResult[] {
  const { model, method, ratio, scores, notes = {} } = row;
  const verification = checkAverage(row);
  const shared = {
    ...source,
    row: `${model} ${method}${ratio > 0 ? ` ${ratio} %` : ''}`,
    model,
    method,
    removedRatio: ratio > 0 ? ratio / 100 : null,
    ratioKind: ratio > 0 ? ('as-printed' as const) : null,
    verification,
  };
  const cell = (column: string, benchmark: string, metric: PublishedMetric, value: number): PublishedResult => ({
    ...shared,
    column,
    benchmark,
    metric,
    value,
    note: notes[column] ?? null,
  });
  const cells = columns.map(([column, benchmark, metric], place) => cell(column, benchmark, metric, scores[place] ?? Number.NaN));
  cells.push(cell('Ave.', 'average', 'average-percent', row.average));
  if (row.percentOfDense !== undefined) cells.push(cell('Per.', 'average', 'percent-of-dense', row.percentOfDense));
  return cells;
}

function checkAverage({ scores, average }: ScoreRow): PublishedCheck {
  const computed = scores.reduce((total, score) => total + score, 0) / scores.length;
  return {
    check: `mean of the ${scores.length} printed scores`,
    printed: average,
    computed,
    agrees: Math.abs(computed - average) <= TOLERANCE,
  };
}
