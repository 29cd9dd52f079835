import { join } from 'node:path';
import { digestOf, type RevisionRecord } from '@lamina/database';
import { keyOfRemoval, type Removal } from '@lamina/plans';
import type { StoredRepair } from './repair-calibration.ts';

const DIGEST_DIGITS = 16;

/** The folder of a written model in the model store: the same one for equal removals with equal repairs. */
export function folderOfPruning(
  { digest }: Pick<RevisionRecord, 'digest'>,
  { removal, repair }: { readonly removal: Removal; readonly repair: StoredRepair | null },
): string {
  const units = keyOfRemoval(removal)
    .split(/[^\w]+/)
    .filter((part) => part !== '');
  const repaired = repair === null ? [] : ['repaired-by', repair.setting.kind, digestOf(repair).slice(0, DIGEST_DIGITS)];
  return join(digest.slice(0, DIGEST_DIGITS), ['without', ...units, ...repaired].join('-'));
}
