import type { TypeRequest } from '@lamina/engine';
import { AppError, parseJsonOrRefuse } from '@lamina/errors';
import { option } from '@lamina/jobs';
import { z } from 'zod';
import { readInputFile } from './read-input-file.ts';
import { switchOption } from './shared-options.ts';

/** The types of the matrices of a GGUF file. */
export const TYPE_OPTIONS = {
  types: option(
    z.string().min(1).optional(),
    'Types',
    'Write GGUF with every matrix in this type, such as Q8_0 or Q4_K; or types by unit, such as embedding=Q8_0+mlp.0-3=Q4_K, where others keep theirs; or a JSON file of [regular expression, type] pairs, of which the first that is found in the name of a tensor counts.',
    'type|units=type+…|file.json',
  ),
  fallback: switchOption('Fallback', 'Where the blocks of a type do not divide a row, take the type that llama.cpp takes.'),
};

const RULES = z.array(z.tuple([z.string(), z.string()])).min(1);

/** The types that options ask for; undefined for none. @throws AppError FILE_NOT_FOUND, FILE_UNREADABLE */
export function readTypes({
  types,
  fallback,
}: {
  readonly types?: string | undefined;
  readonly fallback: boolean;
}): TypeRequest | undefined {
  if (types === undefined) return undefined;
  return { rules: types.endsWith('.json') ? readRules(types) : types, usesFallbacks: fallback };
}

function readRules(path: string): readonly (readonly [string, string])[] {
  const parsed = RULES.safeParse(parseJsonOrRefuse('FILE_UNREADABLE', readInputFile(path), path));
  if (parsed.success) return parsed.data;
  throw new AppError(
    'FILE_UNREADABLE',
    `${path} must hold a list of [regular expression, type] pairs: [["ffn_down", "Q6_K"], [".", "Q4_K"]]`,
  );
}
