import type { CellValue } from '../table/column.ts';

/** A table exactly as it is shown: what every export is made from. */
export interface ShownTable {
  /** Caption. */
  readonly title: string;
  readonly columns: readonly ShownColumn[];
  /** The column that rows are gathered by, in sight or not; it is the first one then. */
  readonly groupedBy?: string;
  /** One cell per column. */
  readonly rows: readonly (readonly ShownCell[])[];
}

export interface ShownColumn {
  readonly id: string;
  readonly title: string;
  readonly numeric: boolean;
  /** Belongs to the cell before it, such as a standard error: in files for machines only. */
  readonly isDetail: boolean;
}

export interface ShownCell {
  readonly value: CellValue;
  /** As it reads on the page in English: files are the same for every reader. */
  readonly text: string;
}
