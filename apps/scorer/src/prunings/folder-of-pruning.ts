import { join } from 'node:path';
import { digestOf, type RevisionRecord } from '@lamina/database';
import { type Change, keyOfRemoval, removesNothing } from '@lamina/plans';
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
  const typed = precision === null ? [] : ['as', precision];
  return join(digest.slice(0, DIGEST_DIGITS), [...removed, ...repaired, ...kept, ...typed].join('-'));
}
