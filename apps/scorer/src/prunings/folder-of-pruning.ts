import { join } from 'node:path';
import { digestOf, type RevisionRecord } from '@lamina/database';
import { type Change, isWeightType, keyOfRemoval, removesNothing } from '@lamina/plans';
import type { StoredRepair } from './repair-calibration.ts';

const DIGEST_DIGITS = 16;

/** The folder of a written model in the model store: the same one for equal changes. */
export function folderOfPruning(
  { digest }: Pick<RevisionRecord, 'digest'>,
  { remove, repair, precision, keepVocabulary }: Change<StoredRepair>,
): string {
  const units = keyOfRemoval(remove)
    .split(/[^\w]+/)
    .filter((part) => part !== '');
  const repaired = repair === null ? [] : ['repaired-by', repair.setting.kind, digestOf(repair).slice(0, DIGEST_DIGITS)];
  const removed = removesNothing(remove) ? [] : ['without', ...units];
  const kept = keepVocabulary === null ? [] : ['keeping', ...keepVocabulary.split(',')];
  // A mixture is too long for the name of a folder.
  const typed = precision === null ? [] : ['as', isWeightType(precision) ? precision : digestOf(precision).slice(0, DIGEST_DIGITS)];
  return join(digest.slice(0, DIGEST_DIGITS), [...removed, ...repaired, ...kept, ...typed].join('-'));
}
