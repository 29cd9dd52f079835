import type { MeasureId } from '@lamina/metrics';
import type { Unit, UnitKind } from '@lamina/plans';
import type { SearchResult } from './search-results.ts';
import type { Search } from './searches/searches.ts';

/** Measured scores of a model; empty where it was not measured. */
export interface StrategyScores {
  /** Means by metric id: float64[L], null where nothing was counted. Lower is more redundant. */
  readonly means: { readonly [metric: string]: readonly (number | null)[] };
  /** angular-distance@1: float64[L+1, L+1] in 0..1; entry [i][i+n] is the distance that a removal of blocks i..i+n−1 bridges. */
  readonly angularLastToken: readonly (readonly (number | null)[])[];
  /** Choices of searches over the kinds of units in question, with one seed. */
  readonly searches: readonly SearchResult[];
}

/** A model of which nothing was measured. */
export const NO_SCORES: StrategyScores = { means: {}, angularLastToken: [], searches: [] };

/** The question that a strategy answers: units, their number, and settings. */
export interface StrategyRequest {
  /** L, the blocks of the model. */
  readonly blockCount: number;
  /** The units that may be removed, by block, then in the order of the kinds that were asked for. */
  readonly candidates: readonly Unit[];
  /** Number of units to remove, less than the units of the model. */
  readonly count: number;
  /** Seed of random strategies; a safe integer. */
  readonly seed: number;
}

/** A way to choose the units that are removed from a model. One file in `strategies/`, and one line in the list. */
export interface Strategy<Name extends string = string> {
  /** How it is stored, written in plans and typed. */
  readonly name: Name;
  /** Its name in menus, tables and charts. */
  readonly label: string;
  /** One sentence without a full stop. */
  readonly describe: string;
  /** Kinds of units that it can choose. */
  readonly units: readonly UnitKind[];
  /** The metrics that it needs, one for each of `units`, or the search whose result it takes; empty if it needs no measurement. */
  readonly needs: readonly MeasureId[] | Search;
  /** Whether the choice depends on the seed. */
  readonly isRandom: boolean;
  /** Whether a choice of k units is always the beginning of that of k + 1. */
  readonly isNested: boolean;
  /** Whether it never chooses units of the first and the last block. */
  readonly keepsEnds: boolean;
  /**
   * Units in the order of removal, of which the first `count` are removed.
   * @throws AppError BAD_USER_INPUT if scores are missing or incomplete
   */
  readonly order: (scores: StrategyScores, request: StrategyRequest) => readonly Unit[];
}
