import type { RepairKind } from '../vocabulary/repair-kind.ts';
import type { TokenRule } from '../vocabulary/token-rule.ts';
import type { PruningRepair, RepairedRun } from './pruning-repair.type.ts';

/** A repair as the worker stores it: the engine's record, with the calibration text. */
export interface StoredRepair {
  readonly kind: RepairKind;
  readonly calibration: { readonly slug: string };
  readonly calibrationSha256: string;
  readonly tokenRule: TokenRule;
  readonly tokens: number;
  readonly alpha: number | null;
  readonly alphaChosen: string;
  readonly rank?: number;
  readonly heldOutError: number | null;
  readonly heldOutErrors: { readonly all: number; readonly 'no-sinks': number } | null;
  readonly gaps: readonly (Omit<RepairedRun, 'start' | 'end'> & { readonly run: readonly [number, number] })[];
}

/** The same in the API's form. */
export function toPruningRepair({ calibration, rank, heldOutErrors, gaps, ...record }: StoredRepair): PruningRepair {
  return {
    ...record,
    calibration: calibration.slug,
    rank: rank === undefined ? null : rank,
    heldOutErrors: heldOutErrors && { all: heldOutErrors.all, noSinks: heldOutErrors['no-sinks'] },
    runs: gaps.map(({ run: [start, end], ...gap }) => ({ ...gap, start, end })),
  };
}
