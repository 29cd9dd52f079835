/** Value of a cell, used for sorting and exports. null = not measured. */
export type CellValue = string | number | null;

/** A table exactly as shown; all exports are made from it. */
export interface ShownTable {
  /** Caption. */
  readonly title: string;
  readonly columns: readonly ShownColumn[];
  /** The column by which rows are grouped, visible or not; if present, it is the first column. */
  readonly groupedBy?: string;
  /** The heads of the groups, in order; only with `groupedBy`. */
  readonly groups?: readonly ShownGroup[];
  /** One cell per column. */
  readonly rows: readonly (readonly ShownCell[])[];
}

/** The head of a group of rows. */
export interface ShownGroup {
  /** Text of the rows' first cell. */
  readonly name: string;
  readonly rowCount: number;
  /** One per column; null for a column without an aggregate. */
  readonly aggregates: readonly (ShownAggregate | null)[];
}

export interface ShownAggregate {
  /** What the number is, such as `median`. */
  readonly kind: string;
  /** Number of rows with a value. */
  readonly count: number;
  /** Two numbers are the ends of a range; null if no row has a value. */
  readonly value: number | readonly [low: number, high: number] | null;
  /** The number with its kind, as shown. */
  readonly text: string;
}

export interface ShownColumn {
  readonly id: string;
  readonly title: string;
  readonly numeric: boolean;
  /** Additional value of the previous cell, such as a standard error; only in machine-readable files. */
  readonly isDetail: boolean;
}

export interface ShownCell {
  readonly value: CellValue;
  /** The cell's text in English, so that files are the same for every reader. */
  readonly text: string;
}
