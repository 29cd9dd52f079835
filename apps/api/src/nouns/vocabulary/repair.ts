import { type EnumName, REPAIRS, type RepairKind as StoredKind, type TokenRule as StoredRule, toEnumName } from '@lamina/metrics';
import { defineEnum, type ValueOf } from '../../paging/define-enum.ts';

const KINDS = Object.fromEntries(REPAIRS.map(({ kind, describe }) => [toEnumName(kind), [kind, describe]])) as unknown as {
  readonly [Kind in StoredKind as EnumName<Kind>]: readonly [Kind, string];
};

/** Training-free repairs; the value is the name in the metrics package. */
export const RepairKind = defineEnum('RepairKind', 'A repair replaces removed layers on the residual stream, without training.', KINDS);
export type RepairKind = ValueOf<typeof RepairKind>;

export const TokenRule = defineEnum('TokenRule', 'Which tokens of a calibration text a repair uses.', {
  ALL: ['all', 'Every token.'],
  NO_SINKS: ['no-sinks', 'Not the first token of a window, and no token whose state is more than 10 times as long as the median.'],
  BALANCED: ['balanced', 'Every token; long states get a lower weight.'],
} satisfies Record<EnumName<StoredRule>, readonly [StoredRule, string]>);
export type TokenRule = ValueOf<typeof TokenRule>;
