import type { EnumName, TokenRule as StoredRule } from '@lamina/metrics';
import { defineEnum, type ValueOf } from '../../paging/define-enum.ts';

export const TokenRule = defineEnum('TokenRule', 'Which tokens of a calibration text a repair uses.', {
  ALL: ['all', 'Every token.'],
  NO_SINKS: ['no-sinks', 'Not the first token of a window, and no token whose state is more than 10 times as long as the median.'],
  BALANCED: ['balanced', 'Every token; long states get a lower weight.'],
} satisfies Record<EnumName<StoredRule>, readonly [StoredRule, string]>);
export type TokenRule = ValueOf<typeof TokenRule>;
