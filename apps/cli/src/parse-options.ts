import { readFileSync } from 'node:fs';
import { AppError } from '@lamina/errors';
import { UNIT_KINDS, type UnitKind } from '@lamina/plans';
import { InvalidArgumentError } from 'commander';

/** `--window 256`: a whole number of at least 1. */
export function parseCount(text: string): number {
  const value = Number(text);
  if (!Number.isInteger(value) || value < 1) throw new InvalidArgumentError('expected a whole number of at least 1.');
  return value;
}

/** `--batch 1,8`: whole numbers of at least 1. */
export function parseCounts(text: string): readonly number[] {
  return text.split(',').map((part) => parseCount(part));
}

/** `--seed 7`: a whole number of at least 0. */
export function parseSeed(text: string): number {
  const value = text.trim() === '' ? Number.NaN : Number(text);
  if (!Number.isSafeInteger(value) || value < 0) throw new InvalidArgumentError('expected a whole number of at least 0.');
  return value;
}

/** `--search-seeds 0,1,2`: whole numbers of at least 0, each once. */
export function parseSeeds(text: string): readonly number[] {
  return [...new Set(text.split(',').map((part) => parseSeed(part)))];
}

/** `--confidence 0.95`: a probability. */
export function parseConfidence(text: string): number {
  const value = Number(text);
  if (!(value >= 0.5 && value < 1)) throw new InvalidArgumentError('a probability from 0.5 to below 1 is expected.');
  return value;
}

/** `--fail-below 0.9` or `--margin 0.02`. */
export function parsePositive(text: string): number {
  const value = Number(text);
  if (!(value > 0 && Number.isFinite(value))) throw new InvalidArgumentError('expected a number above 0, such as 0.9.');
  return value;
}

/** `--limit 100` documents, or `--limit 0.1` of them. */
export function parseLimit(text: string): number {
  const value = Number(text);
  if (!(value > 0) || (value > 1 && !Number.isInteger(value)))
    throw new InvalidArgumentError('expected a whole number of at least 1, or a share below 1.');
  return value;
}

/** `--tasks piqa,boolq`: names, at least one. */
export function parseNames(text: string): readonly string[] {
  const names = text.split(',').map((name) => name.trim());
  if (names.includes('')) throw new InvalidArgumentError('expected names such as piqa,boolq.');
  return names;
}

/** `--window 256`: at least 2, because a single token has nothing to predict. */
export function parseWindow(text: string): number {
  const tokens = parseCount(text);
  if (tokens < 2) throw new InvalidArgumentError('expected a window of at least 2 tokens.');
  return tokens;
}

/** `--part 1/2`: the k-th of every n. */
export function parsePart(text: string): string {
  const [k = 0, n = 0] = /^\d+\/\d+$/.test(text) ? text.split('/').map(Number) : [];
  if (k < 1 || k > n) throw new InvalidArgumentError('expected k/n with k from 1 to n, such as 1/2.');
  return text;
}

/** `--remove 3,4`: 0-based block indices; an empty text means no block. */
export function parseIndices(text: string): readonly number[] {
  if (text.trim() === '') return [];
  const values = text.split(',').map((part) => (part.trim() === '' ? Number.NaN : Number(part)));
  if (values.some((value) => !Number.isInteger(value))) throw new InvalidArgumentError('expected block indices such as 3,4.');
  return values;
}

/** Text of a file. @throws AppError FILE_NOT_FOUND or FILE_UNREADABLE. */
export function readInputFile(path: string): string {
  try {
    return readFileSync(path, 'utf8');
  } catch (cause) {
    throw new AppError('FILE_NOT_FOUND', `cannot read ${path}: ${cause instanceof Error ? cause.message : String(cause)}`, { cause });
  }
}

/** A JSON value from a file. @throws AppError BAD_USER_INPUT if it is not JSON. */
export function readInputJson(path: string): unknown {
  const text = readInputFile(path);
  try {
    return JSON.parse(text);
  } catch (cause) {
    throw new AppError('BAD_USER_INPUT', `${path} is not valid JSON: ${cause instanceof Error ? cause.message : String(cause)}`, { cause });
  }
}

/** `--units attention,mlp`: kinds of units, each once. */
export function parseUnits(text: string): readonly UnitKind[] {
  const names = parseNames(text);
  const kinds = UNIT_KINDS.filter((kind) => names.includes(kind));
  if (kinds.length !== names.length) throw new InvalidArgumentError(`expected kinds of units: ${UNIT_KINDS.join(', ')}.`);
  return kinds;
}
