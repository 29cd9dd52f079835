import { statSync } from 'node:fs';
import { type KeepRule, keepRuleOf } from '@lamina/engine';
import { AppError, parseJsonOrRefuse } from '@lamina/errors';
import { option } from '@lamina/jobs';
import { z } from 'zod';
import { modelLookup } from '../env.ts';
import { readInputFile } from './read-input-file.ts';
import { fileOption } from './shared-options.ts';

/** Which tokens of a vocabulary stay. */
export const KEEP_OPTIONS = {
  keepVocabulary: option(
    z.string().min(1).optional(),
    'Kept tokens',
    'Keep the tokens of these characters, with those that every text needs: ascii, emoji, scripts of Unicode such as latin or cyrillic; or those of a text file or a bundled text.',
    'class|file,...',
  ),
  maxVocabulary: option(z.int().min(1).optional(), 'Most tokens', 'Keep at most n tokens, the most frequent ones of the texts.', 'n'),
  keepVocabularyIds: fileOption('Exact tokens', 'Keep exactly the tokens of a JSON list of ids.', 'file.json'),
};

type KeepOptions = z.output<z.ZodObject<typeof KEEP_OPTIONS>>;

/** Whether options keep some tokens only. */
export function keepsSome({ keepVocabulary, maxVocabulary, keepVocabularyIds }: KeepOptions): boolean {
  return (keepVocabulary ?? maxVocabulary ?? keepVocabularyIds) !== undefined;
}

/** For `refine`: an exact list beside a rule is wrong usage. */
export const ONE_KEEP_RULE = 'give either --keep-vocabulary, with or without --max-vocabulary, or --keep-vocabulary-ids FILE.json';

export function hasOneKeepRule({ keepVocabulary, maxVocabulary, keepVocabularyIds }: KeepOptions): boolean {
  return keepVocabularyIds === undefined || (keepVocabulary ?? maxVocabulary) === undefined;
}

/** The tokens that options keep; undefined for all. @throws AppError FILE_NOT_FOUND, KEEP_INVALID */
export function findKeepRule({ keepVocabulary, maxVocabulary, keepVocabularyIds }: KeepOptions): KeepRule | undefined {
  if (keepVocabularyIds !== undefined) return { ids: readIds(keepVocabularyIds) };
  if (!keepsSome({ keepVocabulary, maxVocabulary, keepVocabularyIds })) return undefined;
  // A cap alone is refused with what it needs.
  return readKeepRule(keepVocabulary ?? '', maxVocabulary ?? null);
}

/** Classes of characters, text files and bundled texts, with commas between them. */
function readKeepRule(items: string, most: number | null): KeepRule {
  const named = items
    .split(',')
    .map((item) => item.trim())
    .filter((item) => item !== '');
  const isFile = (item: string): boolean => statSync(item, { throwIfNoEntry: false })?.isFile() === true;
  const rule = keepRuleOf(named.filter((item) => !isFile(item)).join(), modelLookup());
  return { ...rule, texts: [...named.filter(isFile).map(readInputFile), ...rule.texts], most: most ?? rule.most };
}

const IDS = z.array(z.number());

function readIds(path: string): readonly number[] {
  const parsed = IDS.safeParse(parseJsonOrRefuse('KEEP_INVALID', readInputFile(path), path));
  if (parsed.success) return parsed.data;
  throw new AppError('KEEP_INVALID', `${path} must hold a list of token ids, such as [0, 1, 17]`);
}
