import { createRefusal } from '@lamina/errors';
import { z } from 'zod';
import { listOf, parseInput, textOf, wordsOf } from '../parse-input.ts';
import type { ReportBlock } from './report-block.ts';

/** Limits of one report. A page of charts and words needs much less. */
export const REPORT_LIMITS = {
  titleCharacters: 200,
  blocks: 40,
  /** Characters of one text. */
  markdownCharacters: 20_000,
  captionCharacters: 2000,
  pictureCharacters: 400_000,
  columns: 30,
  rows: 2000,
  cellCharacters: 1000,
  pathCharacters: 2000,
  /** Characters of an operation, and of its variables as JSON. */
  queryCharacters: 20_000,
  /** Bytes of all blocks as JSON. */
  bytes: 4_000_000,
} as const;

/** The content of a report. */
export interface ReportContent {
  readonly title: string;
  readonly blocks: readonly ReportBlock[];
}

/** Texts of numbers and variables: as values, they would be more than the variables of one request may hold. */
function jsonOf<Schema extends z.ZodType>(schema: Schema) {
  return z
    .string()
    .transform((text, context): unknown => {
      try {
        return JSON.parse(text);
      } catch {
        context.addIssue({ code: 'custom', message: 'is not JSON' });
        return z.NEVER;
      }
    })
    .pipe(schema);
}

const cell = z.union([z.number(), z.null(), textOf(0, REPORT_LIMITS.cellCharacters)], {
  error: `is neither a number nor null nor a text of up to ${REPORT_LIMITS.cellCharacters} characters`,
});

const table = z
  .object(
    {
      columns: listOf(z.object({ id: wordsOf(1, 200), title: wordsOf(0, 200), numeric: z.boolean() }), 1, REPORT_LIMITS.columns),
      rows: listOf(z.array(cell), 0, REPORT_LIMITS.rows),
    },
    { error: 'is not an object with columns and rows' },
  )
  .refine(({ columns, rows }) => rows.every(({ length }) => length === columns.length), {
    error: 'has a row with more or fewer cells than columns',
  });

const picture = z
  .string()
  .refine(({ length }) => length <= REPORT_LIMITS.pictureCharacters, {
    error: ({ input }) =>
      `holds ${String(input).length} characters; the limit is ${REPORT_LIMITS.pictureCharacters}. Take the chart with fewer marks or series`,
  })
  .pipe(textOf(1, REPORT_LIMITS.pictureCharacters))
  .refine((text) => text.startsWith('<svg'), { error: 'does not begin with "<svg"' });

const chart = z.object({
  title: wordsOf(1, REPORT_LIMITS.titleCharacters),
  caption: wordsOf(0, REPORT_LIMITS.captionCharacters),
  table: jsonOf(table),
  picture,
  path: textOf(1, REPORT_LIMITS.pathCharacters).refine(isLocalPath, { error: 'is not a path of this site, such as /models/name' }),
  takenAt: z.date().transform((time) => time.toISOString()),
  query: textOf(1, REPORT_LIMITS.queryCharacters).nullish(),
  variables: textOf(2, REPORT_LIMITS.queryCharacters)
    .pipe(jsonOf(z.record(z.string(), z.unknown(), { error: 'is not a JSON object' })))
    .nullish(),
});

const block = z
  .object({ markdown: textOf(1, REPORT_LIMITS.markdownCharacters).nullish(), chart: chart.nullish() })
  .refine(({ markdown, chart: given }) => Boolean(markdown) !== Boolean(given), { error: 'must hold either markdown or a chart' })
  .transform(({ markdown = null, chart: given }): ReportBlock => {
    if (!given) return { markdown, chart: null };
    const { table: numbers, query = null, variables = null, ...facts } = given;
    return { markdown: null, chart: { ...facts, ...numbers, query, variables } };
  });

const report = z
  .object({ title: wordsOf(1, REPORT_LIMITS.titleCharacters), blocks: listOf(block, 1, REPORT_LIMITS.blocks) })
  .superRefine(({ blocks }, context) => {
    const bytes = Buffer.byteLength(JSON.stringify(blocks));
    if (bytes > REPORT_LIMITS.bytes)
      context.addIssue({
        code: 'custom',
        path: ['blocks'],
        message: `hold ${bytes} bytes; the limit is ${REPORT_LIMITS.bytes}. Save two reports instead`,
      });
  });

/**
 * The content of a report, from what a caller sent: the numbers of charts, and the variables of their operations, as JSON text.
 * @throws AppError BAD_USER_INPUT naming value, limit and place.
 */
export function parseReport(input: unknown): ReportContent {
  return parseInput(report, input, createRefusal('The report cannot be saved'));
}

/** A browser reads "//host", "/\host" and "/<tab>/host" as addresses of other sites. */
function isLocalPath(path: string): boolean {
  const base = 'http://local.invalid';
  return path.startsWith('/') && URL.canParse(path, base) && new URL(path, base).origin === base;
}
