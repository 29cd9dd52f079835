import type { ScoreInput } from '@lamina/engine';
import { AppError } from '@lamina/errors';
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

function parseIds(value: unknown, file: string): ScoreInput {
  const wrong = (): never => {
    throw new AppError(
      'BAD_USER_INPUT',
      `${file} must hold token ids: [1, 2, …], [[1, 2], …] with rows of one length, { "ids": […] } or { "inputIds": [[…]], "attentionMask": [[…]] }`,
    );
  };
  const sequence = (list: unknown): list is number[] =>
    Array.isArray(list) && list.length > 0 && list.every((id) => Number.isInteger(id) && id >= 0);
  const rows = (list: unknown): list is number[][] =>
    Array.isArray(list) && list.length > 0 && list.every(sequence) && new Set(list.map(({ length }) => length)).size === 1;
  if (sequence(value)) return { ids: value };
  if (rows(value)) return { inputIds: value };
  if (typeof value !== 'object' || value === null) return wrong();
  const { ids, inputIds, attentionMask } = value as Readonly<Record<string, unknown>>;
  if (sequence(ids)) return { ids };
  if (!rows(inputIds)) return wrong();
  if (attentionMask === undefined) return { inputIds };
  return rows(attentionMask) && attentionMask.length === inputIds.length ? { inputIds, attentionMask } : wrong();
}
