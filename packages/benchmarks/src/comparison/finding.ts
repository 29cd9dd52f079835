/** An axis of a chart. */
export interface FindingAxis {
  readonly title: string;
  readonly isLogarithmic: boolean;
  /** Whether all its values are whole numbers. */
  readonly isWhole: boolean;
}

export interface FindingPoint {
  readonly x: number;
  readonly y: number;
  readonly low: number | null;
  readonly high: number | null;
}

/** The chart of one finding: lines, or points that no line joins. */
export interface FindingChart {
  readonly x: FindingAxis;
  readonly y: FindingAxis;
  readonly isJoined: boolean;
  readonly series: readonly { readonly name: string; readonly points: readonly FindingPoint[] }[];
}

/** The numbers behind a finding. */
export interface FindingTable {
  readonly columns: readonly string[];
  readonly rows: readonly (readonly (string | number | null)[])[];
}

/** One question about one model, with its answer. */
export interface Finding {
  /** Key of the model. */
  readonly modelKey: string;
  readonly id: 'units' | 'random' | 'search' | 'repair' | 'texts' | 'words' | 'bits';
  readonly question: string;
  /** One sentence with its numbers; it names model, text and count. */
  readonly sentence: string;
  /** A limit of the numbers: a claim that they do not support. */
  readonly caveat: string;
  /** The text of the numbers; null = several. */
  readonly text: string | null;
  /** Number of measured changes behind it. */
  readonly count: number;
  readonly chart: FindingChart;
  readonly table: FindingTable;
}
