import { getRepair, REPAIR_KINDS, type RepairKind, toEnumName, toKebabName } from '@lamina/metrics';
import type { RepairKind as ApiRepairKind, LeaderboardQuery, PruningLane, TokenRule } from '../../generated/graphql.ts';
import { countOf } from '../ui/count-of.ts';

const REMOVAL_ONLY = 'Removal only';

/** Choices of what was done to a pruned model, as URLs name them: a lane, or a repair in its lane. */
export const TREATMENTS = [...REPAIR_KINDS, 'repaired', 'imported', 'all'] as const;
export type Treatment = (typeof TREATMENTS)[number];

const OTHERS = { repaired: 'Any repair', imported: 'Imported results', all: 'All of them in one list' } as const;

export function getTreatmentLabel(treatment: Treatment): string {
  if (treatment === 'none') return REMOVAL_ONLY;
  return treatment in OTHERS ? OTHERS[treatment as keyof typeof OTHERS] : getRepair(treatment as RepairKind).label;
}

/** `linear-fold` → the lane and the repair of the API; null = any. */
export function toLane(treatment: Treatment): { pruningLane: PruningLane | null; repair: ApiRepairKind | null } {
  if (treatment === 'all') return { pruningLane: null, repair: null };
  if (treatment === 'none') return { pruningLane: 'REMOVAL_ONLY', repair: null };
  if (treatment === 'repaired' || treatment === 'imported') return { pruningLane: toEnumName(treatment), repair: null };
  return { pruningLane: 'REPAIRED', repair: toEnumName(treatment) };
}

/** The lane of a row in words, with its repair. */
export function describeLane(lane: PruningLane, repair: ApiRepairKind | null): string {
  if (lane === 'IMPORTED') return 'Imported';
  return describeRepair(repair === null ? null : getRepairLabel(repair));
}

/** Whether the removed units were repaired, and by what. */
export function describeRepair(repair: string | null): string {
  return repair === null ? REMOVAL_ONLY : `Repaired: ${repair}`;
}

export function getRepairLabel(repair: ApiRepairKind): string {
  return getRepair(toKebabName(repair)).label;
}

const RULES: Readonly<Record<TokenRule, string>> = { ALL: 'all', NO_SINKS: 'without sinks', BALANCED: 'balanced' };

/** Which tokens of its text a repair used. */
export function getTokenRuleLabel(rule: TokenRule): string {
  return RULES[rule];
}

/** How the repairs of a board were solved, and how many it leaves out; an empty text where nothing is repaired. */
export function describeRepairSettings({
  calibration,
  repairSettings,
  leftOutRepairs,
}: Pick<LeaderboardQuery['leaderboard'], 'calibration' | 'repairSettings' | 'leftOutRepairs'>): string {
  if (calibration === null) return '';
  const kinds = repairSettings.map(({ repair, setting, tokenRule }) => {
    const words = [tokenRule && `tokens: ${getTokenRuleLabel(tokenRule)}`, setting].filter(Boolean).join(', ');
    return words === '' ? getRepairLabel(repair) : `${getRepairLabel(repair)} (${words})`;
  });
  const others = leftOutRepairs === 0 ? '' : `; left out: ${countOf(leftOutRepairs, 'repair')} on other texts or with other settings`;
  return `repairs solved on ${calibration}: ${kinds.join(', ')}${others}`;
}
