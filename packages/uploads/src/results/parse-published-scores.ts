import { AppError, createRefusal, type Refuse } from '@lamina/errors';
import { slugOf } from '@lamina/hub';
import { z } from 'zod';
import { type CsvRow, parseCsv } from '../formats/parse-csv.ts';

const refuse: Refuse = createRefusal('The published scores cannot be imported');

/** One row of published scores. Null where the source says nothing. */
export interface PublishedScoreRow {
  /** Short name of the model, made of its hub id, or of its name without one. */
  readonly slug: string;
  readonly model: string;
  readonly hubId: string | null;
  readonly unit: string;
  /** 0-based; null for embedding, output and model. */
  readonly blockIndex: number | null;
  readonly operation: string;
  readonly value: number | null;
  readonly unitOfValue: string;
  /** How many measurements the value sums, ≥ 1. */
  readonly measurements: number;
  readonly floor: number | null;
  readonly blockKind: string | null;
  readonly baseline: string | null;
  readonly text: string | null;
  readonly tokens: number | null;
  readonly notes: string | null;
  readonly flag: string | null;
  /** Why the profile is shown but counted in no statement about many models. */
  readonly doubt: string | null;
}

const MAX_ROWS = 50_000;
const MAX_BLOCKS = 10_000;
const NAME = z.string().max(200);
const TEXT = z
  .string()
  .max(1000)
  .optional()
  .transform((text) => text ?? null);
const COUNT = z.coerce.number().int();
const NUMBER = z.coerce
  .number()
  .optional()
  .transform((value) => value ?? null);
/** Parts of a block. */
const PARTS = ['block', 'attention', 'mlp', 'experts', 'shared-experts'] as const;
/** Parts of no block. */
const WHOLE = ['embedding', 'output', 'model'] as const;
const UNITS = [...PARTS, ...WHOLE, ...PARTS.map((part) => `mtp-${part}` as const)] as const;

const ROW = z
  .object({
    model: NAME,
    hf_model_id: z
      .string()
      .regex(/^[\w.-]+\/[\w.-]+$/, 'must be org/name')
      .optional(),
    unit: z.enum(UNITS),
    block_index: COUNT.min(0)
      .max(MAX_BLOCKS - 1)
      .optional(),
    operation: NAME.regex(/^[a-z][\w.:-]*$/, 'must be a name such as remove, cosine or round:q4_0'),
    value: NUMBER,
    unit_of_value: NAME,
    measurements: COUNT.min(1).default(1),
    floor: NUMBER,
    block_kind: TEXT,
    baseline: TEXT,
    text: TEXT,
    tokens: COUNT.min(0)
      .optional()
      .transform((tokens) => tokens ?? null),
    notes: TEXT,
    flag: TEXT,
    doubt: TEXT,
  })
  .refine(({ unit, block_index: index }) => (index !== undefined) === !WHOLE.some((whole) => whole === unit), {
    path: ['block_index'],
    error: 'must be given for parts of blocks, and for these only',
  });

/**
 * Parses the rows of a CSV of published scores, with the columns model, hf_model_id, unit, block_index, operation, value, unit_of_value, measurements,
 * baseline, text, tokens, notes, and if wanted floor, block_kind, flag and doubt. Other columns are not read.
 * @throws AppError BAD_USER_INPUT that names row and column
 */
export function parsePublishedScores(content: string): readonly PublishedScoreRow[] {
  return readPublishedScores(parseCsv(content));
}

/** The same of a CSV that is read. @throws AppError as parsePublishedScores */
export function readPublishedScores(rows: readonly CsvRow[]): readonly PublishedScoreRow[] {
  if (rows.length < 1 || rows.length > MAX_ROWS) refuse(`it has ${rows.length} rows; it must have 1 to ${MAX_ROWS}`);
  return rows.map((row, place) => {
    const parsed = ROW.safeParse(row);
    if (!parsed.success) {
      const [issue] = parsed.error.issues;
      const column = String(issue?.path[0] ?? 'the whole');
      throw new AppError(
        'BAD_USER_INPUT',
        `The published scores cannot be imported: row ${place + 1}, column ${column}: ${issue?.message}.`,
      );
    }
    const { hf_model_id: hubId, block_index: blockIndex, unit_of_value: unitOfValue, block_kind: blockKind, ...facts } = parsed.data;
    return {
      ...facts,
      slug: slugOf(hubId ?? facts.model),
      hubId: hubId ?? null,
      blockIndex: blockIndex ?? null,
      unitOfValue,
      blockKind,
    };
  });
}
