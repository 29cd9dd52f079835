import { join } from 'node:path';
import { digestOf, type RevisionRecord } from '@lamina/database';
import type { RepairSetting } from '@lamina/jobs';
import { keyOfRemoval, type Removal } from '@lamina/plans';

const DIGEST_DIGITS = 16;

/** The folder of a written model in the model store: the same one for equal removals with equal repairs. */
export function folderOfPruning(
  { digest }: Pick<RevisionRecord, 'digest'>,
  { removal, setting }: { readonly removal: Removal; readonly setting: RepairSetting | null },
): string {
  const units = keyOfRemoval(removal)
    .split(/[^\w]+/)
    .filter((part) => part !== '');
  const repaired = setting === null ? [] : ['repaired-by', setting.kind, digestOf(setting).slice(0, DIGEST_DIGITS)];
  return join(digest.slice(0, DIGEST_DIGITS), ['without', ...units, ...repaired].join('-'));
}
