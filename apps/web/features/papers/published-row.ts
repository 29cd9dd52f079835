import type { PublishedResultsQuery } from '../../generated/graphql.ts';

export type PublishedCell = PublishedResultsQuery['publishedResults']['nodes'][number];

/** One row of a table in a paper with its printed cells. */
export interface PublishedRow {
  readonly id: string;
  readonly paper: string;
  readonly url: string;
  readonly table: string;
  readonly row: string;
  readonly model: string;
  readonly method: string;
  /** Kind of the removed units; null for dense rows and for methods that remove no whole unit. */
  readonly unit: PublishedCell['unit'];
  readonly repair: string | null;
  readonly removedRatio: number | null;
  readonly ratioKind: PublishedCell['ratioKind'];
  /** Cells by column heading. */
  readonly cells: ReadonlyMap<string, PublishedCell>;
  /** The arithmetic check of the row; null if the table does not allow one. */
  readonly check: PublishedCell['verification'];
  readonly notes: readonly string[];
}

/** Groups cells into the rows of their tables, in the given order. */
export function gatherRows(cells: readonly PublishedCell[]): PublishedRow[] {
  const groups = Map.groupBy(cells, ({ paper, table, row }) => JSON.stringify([paper, table, row]));
  return [...groups].flatMap(([id, group]) => {
    const [first] = group;
    if (!first) return [];
    const { paper, url, table, row, model, method, unit, repair } = first;
    const withRatio = group.find(({ removedRatio }) => removedRatio !== null) ?? first;
    const checks = group.map(({ verification }) => verification).filter((check) => check !== null);
    return [
      {
        id,
        paper,
        url,
        table,
        row,
        model,
        method,
        unit,
        repair,
        removedRatio: withRatio.removedRatio,
        ratioKind: withRatio.ratioKind,
        cells: new Map(group.map((cell) => [cell.column, cell])),
        // A failed check represents the whole row.
        check: checks.find(({ agrees }) => !agrees) ?? checks[0] ?? null,
        notes: [...new Set(group.map(({ note }) => note).filter((note) => note !== null))],
      },
    ];
  });
}

/** Column headings of some rows, as printed, in the order of their first appearance. */
export function listHeads(rows: readonly PublishedRow[]): string[] {
  return [...new Set(rows.flatMap(({ cells }) => [...cells.keys()]))];
}
