import { getRepair, toKebabName } from '@lamina/metrics';
import type { RepairKind as ApiRepairKind, TokenRule } from '../../generated/graphql.ts';

export function getRepairLabel(repair: ApiRepairKind): string {
  return getRepair(toKebabName(repair)).label;
}

const RULES: Readonly<Record<TokenRule, string>> = { ALL: 'all', NO_SINKS: 'without sinks', BALANCED: 'balanced' };

/** Which tokens of its text a repair used. */
export function getTokenRuleLabel(rule: TokenRule): string {
  return RULES[rule];
}
