import { AppError } from '@lamina/errors';
import type { ScoreInput } from '@lamina/models';
import { z } from 'zod';
import { readInputJson, readTextFile } from './read-input-file.ts';

/** Files of texts, or a file of token ids. */
export interface NamedInput {
  readonly text: readonly string[] | undefined;
  readonly ids: string | undefined;
}

/**
 * The content of the files; null where none is named.
 * @throws AppError FILE_NOT_FOUND; BAD_USER_INPUT if both are named, or a file does not hold token ids
 */
export function readScoreInput({ text, ids }: NamedInput): ScoreInput | null {
  if (text !== undefined && ids !== undefined) throw new AppError('BAD_USER_INPUT', 'give text or token ids, not both');
  if (ids !== undefined) return parseIds(readInputJson(ids), ids);
  return text === undefined ? null : { texts: text.map(readTextFile) };
}

const sequence = z.array(z.int().min(0)).min(1);
const rows = z
  .array(sequence)
  .min(1)
  .refine((list) => new Set(list.map(({ length }) => length)).size === 1);
const FORMS = z.union([
  sequence.transform((ids) => ({ ids })),
  rows.transform((inputIds) => ({ inputIds })),
  z.object({ ids: sequence }),
  z
    .object({ inputIds: rows, attentionMask: rows.optional() })
    .refine(({ inputIds, attentionMask }) => attentionMask === undefined || attentionMask.length === inputIds.length),
]);

function parseIds(value: unknown, file: string): ScoreInput {
  const { data } = FORMS.safeParse(value);
  if (data !== undefined) return data;
  throw new AppError(
    'BAD_USER_INPUT',
    `${file} must hold token ids: [1, 2, …], [[1, 2], …] with rows of one length, { "ids": […] } or { "inputIds": [[…]], "attentionMask": [[…]] }`,
  );
}
