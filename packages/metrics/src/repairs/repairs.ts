import { getAt } from '@lamina/errors';
import { diagonal } from './diagonal.ts';
import { diagonalLs } from './diagonal-ls.ts';
import { hadamardDiagonal } from './hadamard-diagonal.ts';
import { linear } from './linear.ts';
import { linearFold } from './linear-fold.ts';
import { lowRank } from './low-rank.ts';
import { mean } from './mean.ts';
import { none } from './none.ts';
import type { Repair, RepairFormat } from './repair.ts';
import { scalar } from './scalar.ts';
import { scalarLs } from './scalar-ls.ts';

/** All repairs, cheapest first. */
export const REPAIRS = [none, mean, scalar, scalarLs, diagonal, diagonalLs, hadamardDiagonal, linearFold, linear, lowRank] as const;

export type RepairKind = (typeof REPAIRS)[number]['kind'];

export const REPAIR_KINDS: readonly RepairKind[] = REPAIRS.map(({ kind }) => kind);

/** The kind of a removal that nothing replaces. */
export const NO_REPAIR = none.kind;

export function getRepair(kind: RepairKind): Repair<RepairKind> {
  return getAt(REPAIRS, REPAIR_KINDS.indexOf(kind));
}

/** Whether models of a format can hold a repair. @param format null = not known */
export function holdsRepair(format: RepairFormat | null, kind: RepairKind): boolean {
  return format === 'onnx' || (format !== null && getRepair(kind).foldsInto.includes(format));
}

/**
 * Which tokens of the calibration text are used. `all`: every token. `no-sinks`: without the first token of each window and without tokens whose
 * state is more than 10 times as long as the median. `balanced`: every token, with its states divided by the square root of the product of their
 * lengths.
 */
export const TOKEN_RULES = ['all', 'no-sinks', 'balanced'] as const;

export type TokenRule = (typeof TOKEN_RULES)[number];
