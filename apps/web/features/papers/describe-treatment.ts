import { toKebabName } from '@lamina/metrics';
import type { UnitKind } from '@lamina/plans';
import { describeRepair } from '../pruning/repair-name.ts';
import type { PublishedRow } from './published-row.ts';

const UNITS: Readonly<Record<UnitKind, string>> = { block: 'Block', attention: 'Attention', mlp: 'MLP' };

/** The kind of the removed units in words; null if no whole unit is removed. */
export function describeUnit({ unit }: Pick<PublishedRow, 'unit'>): string | null {
  return unit === null ? null : UNITS[toKebabName(unit)];
}

/** What was done to the model of a row, in the words of the leaderboard; null if no whole unit is removed, so that there is nothing to repair. */
export function describeTreatment({ unit, repair }: Pick<PublishedRow, 'unit' | 'repair'>): string | null {
  return unit === null ? null : describeRepair(repair);
}
