/** Value of a cell, used for sorting and exports. null = not measured. */
export type CellValue = string | number | null;

/** A table exactly as shown; all exports are made from it. */
export interface ShownTable {
  /** Caption. */
  readonly title: string;
  readonly columns: readonly ShownColumn[];
  /** One cell per column. */
  readonly rows: readonly (readonly ShownCell[])[];
}

export interface ShownColumn {
  readonly id: string;
  readonly title: string;
  /** Unit and meaning, for the dictionary of a file; empty if the title says it. */
  readonly about: string;
  readonly numeric: boolean;
  /** Additional value of the previous cell, such as a standard error; only in machine-readable files. */
  readonly isDetail: boolean;
}

export interface ShownCell {
  readonly value: CellValue;
  /** The cell's text in English, so that files are the same for every reader. */
  readonly text: string;
}
