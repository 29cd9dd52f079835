import type { ScoreInput } from '@lamina/engine';
import { AppError } from '@lamina/errors';
import { readInputFile, readInputJson } from './parse-options.ts';

/** The content of `--text FILES` or `--ids FILE`. @throws AppError FILE_NOT_FOUND; BAD_USER_INPUT if a file does not hold token ids. */
export function readScoreInput(text: readonly string[] | undefined, ids: string | undefined): ScoreInput {
  if (text) return { texts: text.map(readInputFile) };
  if (ids === undefined) throw new AppError('BAD_USER_INPUT', 'there is nothing to read; give --text FILE or --ids FILE');
  return parseIds(readInputJson(ids), ids);
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
