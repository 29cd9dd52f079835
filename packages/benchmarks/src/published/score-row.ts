import { checkMean } from './check-printed.ts';
import type { PrintedRatio } from './printed-ratio.ts';
import { listLine, type PrintedCell } from './published-line.ts';
import type { PublishedPaper } from './published-paper.ts';
import type { PublishedCheck, PublishedMetric, PublishedResult } from './published-result.ts';

type ScoreColumn = readonly [column: string, benchmark: string, metric: PublishedMetric];

/** A paper's table of scores. */
export interface PublishedTable<Method extends string> {
  readonly source: PublishedPaper<Method>;
  readonly table: string;
  /** Printed heading, task and metric of every score column. */
  readonly columns: readonly ScoreColumn[];
  /** Printed heading and metric of the mean; default: "Ave.", a percentage. */
  readonly mean?: readonly [column: string, metric: PublishedMetric];
  /** Printed heading of the percentage of the dense mean; default: "Per.". */
  readonly percentColumn?: string;
  /** How many decimals the means are printed with; default: 2. */
  readonly decimals?: number;
}

/** A row of scores with its printed mean. */
export interface ScoreRow<Method extends string> {
  readonly model: string;
  readonly method: Method;
  readonly ratio: PrintedRatio;
  /** One per column. */
  readonly scores: readonly number[];
  /** Left out if the transcription shortens the printed mean; then there is no check of the row. */
  readonly average?: number;
  /** Percent of the dense average, where printed. */
  readonly percentOfDense?: number;
  /** A check of `percentOfDense`; default: the row's check of its mean. */
  readonly percentCheck?: PublishedCheck;
  /** Notes by column heading. */
  readonly notes?: Readonly<Record<string, string>>;
  /** The note of all other columns. */
  readonly note?: string | undefined;
}

/** A column of accuracies in percent. */
export function accuracyColumn(heading: string, benchmark: string): ScoreColumn {
  return [heading, benchmark, 'accuracy-percent'];
}

/** Every cell of a row, each with the check of the row's printed mean against the mean of its scores. */
export function listCells<Method extends string>(table: PublishedTable<Method>, row: ScoreRow<Method>): PublishedResult[] {
  const { source, columns, mean: [column, metric] = ['Ave.', 'average-percent'], percentColumn = 'Per.', decimals = 2 } = table;
  const { model, method, ratio, scores, average, percentOfDense, percentCheck, notes = {}, note } = row;
  const cells: PrintedCell[] = columns.map(([column, benchmark, metric], place) => ({
    column,
    benchmark,
    metric,
    value: scores[place] ?? Number.NaN,
  }));
  if (average !== undefined) cells.push({ column, benchmark: 'average', metric, value: average });
  if (percentOfDense !== undefined)
    cells.push({
      column: percentColumn,
      benchmark: 'average',
      metric: 'percent-of-dense',
      value: percentOfDense,
      ...(percentCheck && { verification: percentCheck }),
    });
  return listLine(source, {
    table: table.table,
    model,
    method,
    ratio,
    cells: cells.map((cell) => ({ ...cell, note: notes[cell.column] })),
    note,
    ...(average !== undefined && { verification: checkMean(scores, average, decimals) }),
  });
}
