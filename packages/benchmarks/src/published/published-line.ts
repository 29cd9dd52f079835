import { type PrintedRatio, readPrintedRatio } from './printed-ratio.ts';
import type { PublishedPaper } from './published-paper.ts';
import type { PublishedCheck, PublishedMetric, PublishedResult } from './published-result.ts';

/** A printed number of a line. Its note and check go before those of the line. */
export interface PrintedCell {
  readonly column: string;
  readonly benchmark: string;
  readonly metric: PublishedMetric;
  readonly value: number;
  readonly note?: string | undefined;
  readonly verification?: PublishedCheck;
}

/** A line of a table. */
export interface PublishedLine<Method extends string> {
  readonly table: string;
  readonly model: string;
  readonly method: Method;
  readonly ratio: PrintedRatio;
  /** For a printed percentage that is one of blocks. */
  readonly ratioKind?: 'blocks';
  readonly cells: readonly PrintedCell[];
  readonly note?: string | undefined;
  readonly verification?: PublishedCheck;
}

/** The cells of a line as published results. */
export function listLine<Method extends string>(source: PublishedPaper<Method>, line: PublishedLine<Method>): PublishedResult[] {
  const { table, model, method } = line;
  const { text, removedRatio, ratioKind } = readPrintedRatio(line.ratio);
  return line.cells.map(({ column, benchmark, metric, value, note, verification }) => ({
    paper: source.paper,
    url: source.url,
    table,
    row: `${model} ${method}${text}`,
    column,
    model,
    method,
    ...source.methods[method],
    benchmark,
    metric,
    value,
    removedRatio,
    ratioKind: removedRatio === null ? null : (line.ratioKind ?? ratioKind),
    note: note ?? line.note ?? null,
    verification: verification ?? line.verification ?? null,
  }));
}
