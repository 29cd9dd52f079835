import { type Sql, sql } from '../sql.ts';

/** A column of a chart's numbers. */
export interface ReportColumn {
  readonly id: string;
  readonly title: string;
  readonly numeric: boolean;
}

/** A chart as it was seen: nothing of it is read from measurements again. */
export interface ReportChart {
  readonly title: string;
  /** What the chart shows, in one sentence. */
  readonly caption: string;
  readonly columns: readonly ReportColumn[];
  /** One cell for each column; null = not measured. */
  readonly rows: readonly (readonly (string | number | null)[])[];
  /** SVG without a style sheet. Whoever saved the report chose it, so pages show it only as an image, in which no script runs. */
  readonly picture: string;
  /** Path of the page where it was taken. */
  readonly path: string;
  /** ISO 8601. */
  readonly takenAt: string;
  /** The GraphQL operation that its numbers came from; null = not known. */
  readonly query: string | null;
  readonly variables: Readonly<Record<string, unknown>> | null;
}

/** A text in Markdown or a chart; the other one is null. */
export interface ReportBlock {
  readonly markdown: string | null;
  readonly chart: ReportChart | null;
}

/** The blocks of many reports. Lists of reports do not read them, because pictures are large. */
export function blocksOfReports(keys: readonly string[]): Sql {
  return sql`SELECT rp."id" AS "key", rp."blocks" FROM "Report" rp WHERE rp."id" = ANY(${[...keys]}::uuid[])`;
}
