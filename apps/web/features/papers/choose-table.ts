import { getPaperName } from './paper-name.ts';
import type { PublishedRow } from './published-row.ts';

/** The papers and the tables of the chosen paper, with the chosen table's rows. Empty texts before results are published. */
export interface ChosenTable {
  readonly papers: readonly string[];
  readonly paper: string;
  readonly tables: readonly string[];
  readonly table: string;
  readonly rows: readonly PublishedRow[];
}

/** A paper or table that does not exist falls back to the first one. */
export function chooseTable(all: readonly PublishedRow[], wanted: { readonly paper: string; readonly table: string }): ChosenTable {
  const papers = sortDistinct(all.map(({ paper }) => getPaperName(paper)));
  // Before results are published there is neither.
  const paper = papers.includes(wanted.paper) ? wanted.paper : (papers[0] ?? '');
  const ofPaper = all.filter((row) => getPaperName(row.paper) === paper);
  const tables = sortDistinct(ofPaper.map(({ table }) => table));
  // The same without a paper.
  const table = tables.includes(wanted.table) ? wanted.table : (tables[0] ?? '');
  return { papers, paper, tables, table, rows: ofPaper.filter((row) => row.table === table) };
}

function sortDistinct(texts: readonly string[]): string[] {
  return [...new Set(texts)].sort((a, b) => a.localeCompare(b, 'en', { numeric: true }));
}
