import type { RepairKind, TokenRule } from '@lamina/metrics';

/** How a repair is solved. */
export interface RepairSolving {
  readonly kind: RepairKind;
  readonly alpha: number | 'auto' | null;
  readonly rank: number;
  readonly tokenRule: TokenRule;
}
