import { createHash } from 'node:crypto';
import { AppError, createRefusal, type Refuse } from '@lamina/errors';
import { MEASURE_IDS, type MeasureId, nameInId, toEnumName } from '@lamina/metrics';
import { z } from 'zod';
import { parseCsv } from '../formats/parse-csv.ts';

const refuse: Refuse = createRefusal('The scores cannot be imported');

/** JSON = an array of objects; CSV = RFC 4180 with a first line of names. */
export type TableFormat = 'JSON' | 'CSV';

/** One row of an imported table. */
export interface ScoreRow {
  /** null = the model of the whole import. */
  readonly model: string | null;
  readonly layer: number;
  /** Its definition in stored rows. */
  readonly metric: MeasureId;
  readonly mean: number | null;
  readonly standardError: number | null;
  readonly count: number | null;
  readonly undefinedCount: number;
}

/** Enough for 1000 layers, 7 metrics and a few models. */
const MAX_ROWS = 20_000;
const WHOLE = z.coerce.number().int().min(0);
const NUMBER = z.coerce.number();

// An empty or missing value is null; z.coerce alone would convert null to 0.
const nullable = <Schema extends z.ZodType>(schema: Schema) =>
  z.preprocess((value) => (value === '' || value === undefined ? null : value), z.union([z.null(), schema]));

const ROW = z.object({
  model: nullable(z.string()),
  layer: z.preprocess((value) => (value === null || value === '' ? undefined : value), WHOLE.max(9999)),
  metric: z.string().transform((name, context) => {
    const metric = findMetric(name);
    if (metric !== null) return metric;
    context.addIssue(unknownMetric(name));
    return z.NEVER;
  }),
  mean: nullable(NUMBER),
  standardError: nullable(NUMBER.min(0)),
  count: nullable(WHOLE),
  // A row that does not say left no token out.
  undefinedCount: nullable(WHOLE).transform((count) => count ?? 0),
});

/**
 * Parses the rows of an imported table.
 * @throws AppError BAD_USER_INPUT that names the row and the problem
 */
function parseScoreRows(content: string, format: TableFormat): readonly ScoreRow[] {
  const rows = format === 'CSV' ? parseCsv(content) : parseJsonRows(content);
  if (rows.length < 1 || rows.length > MAX_ROWS) refuse(`it has ${rows.length} rows; it must have 1 to ${MAX_ROWS}`);
  return rows.map((row, index) => parseScoreRow(row, index + 1));
}

function parseScoreRow(row: unknown, number: number): ScoreRow {
  const parsed = ROW.safeParse(row);
  if (parsed.success) return parsed.data;
  const [issue] = parsed.error.issues;
  return refuse(`row ${number}, ${issue?.path.join('.') || 'the whole'}: ${issue?.message}`);
}

function parseJsonRows(content: string): readonly unknown[] {
  try {
    const value: unknown = JSON.parse(content);
    if (Array.isArray(value)) return value;
  } catch (cause) {
    throw new AppError('BAD_USER_INPUT', 'The scores cannot be imported: the content is not JSON.', { cause });
  }
  return refuse('the content is not a JSON array of rows');
}

/** Finds a metric by its name in the API or in its definition, with or without the version. */
function findMetric(name: string): MeasureId | null {
  return MEASURE_IDS.find((id) => name === schemaNameOf(id) || name === id || name === nameInId(id)) ?? null;
}

function unknownMetric(name: string): string {
  return `"${name.slice(0, 50)}" is not a metric; the metrics are ${MEASURE_IDS.map(schemaNameOf).join(', ')}`;
}

function schemaNameOf(id: MeasureId): string {
  return toEnumName(nameInId(id));
}

/** A table of imported layer scores, parsed. */
export interface ScoreContent {
  /** SHA-256 (hex) of the table as sent. */
  readonly contentSha256: string;
  readonly rows: readonly ScoreRow[];
}

/**
 * Parses a table of layer scores.
 * @throws AppError BAD_USER_INPUT that names the row and the problem
 */
export function parseScoreContent({ content, format }: { readonly content: string; readonly format: TableFormat }): ScoreContent {
  return { contentSha256: createHash('sha256').update(content, 'utf8').digest('hex'), rows: parseScoreRows(content, format) };
}
