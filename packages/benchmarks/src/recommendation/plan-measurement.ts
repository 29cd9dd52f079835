import { assertNever } from '@lamina/errors';
import type { RepairKind } from '@lamina/metrics';
import { nameUnits, toUnitSets, UNIT_KINDS, type UnitKind } from '@lamina/plans';
import { choosesUnits, STRATEGY, type StrategyName } from '@lamina/strategies';
import type { LossGap } from './find-loss.ts';
import type { JudgedRemoval, RemovalRecommendation } from './recommend-removal.ts';

/** Strategies that choose by a score, cheapest first. */
const SCORE_STRATEGIES: readonly StrategyName[] = [
  STRATEGY.blockInfluence,
  STRATEGY.relativeMagnitude,
  STRATEGY.angularSpan,
  STRATEGY.leaveOneOutLoss,
  STRATEGY.greedyLoss,
];
/** Strategies that a study can use and whose result may be recommended; random strategies are controls. */
const STUDY_STRATEGIES: readonly StrategyName[] = [
  ...SCORE_STRATEGIES,
  STRATEGY.iterate,
  STRATEGY.evolutionary,
  STRATEGY.sequential,
  STRATEGY.reverse,
];
/** Of these, the strategies for a first study. */
const FIRST_STRATEGIES: readonly StrategyName[] = [STRATEGY.blockInfluence, STRATEGY.angularSpan, STRATEGY.leaveOneOutLoss];
/** Maximum share of blocks to remove from a model that was never pruned. */
const FIRST_SHARE = 0.5;
/** Benchmarks that were asked in part have at most so many times as many documents; beyond, all are asked. */
const MAX_GROWTH = 10;
/** Maximum number of counts in one request. */
const MAX_COUNTS = 4;

/** A measured removal, whether or not it can be judged. */
export interface MeasuredRemoval {
  readonly removedCount: number;
  /** Kinds of the removed units. */
  readonly units: readonly UnitKind[];
  readonly strategies: readonly StrategyName[];
  /** What replaces them; null = nothing. */
  readonly repair: { readonly kind: RepairKind } | null;
}

/** The known removals of a model. */
export interface MeasurementFacts<Candidate extends MeasuredRemoval> {
  readonly recommendation: RemovalRecommendation<Candidate>;
  /** Removals that cannot be judged, with reasons. */
  readonly gaps: readonly (MeasuredRemoval & { readonly gap: LossGap })[];
  readonly blockCount: number;
  /** Kinds of units that may be removed; null = all. */
  readonly wantedUnits: readonly UnitKind[] | null;
  /** The benchmarks for the loss, each with its total number of documents; empty if no benchmark is known. */
  readonly benchmarks: readonly { readonly name: string; readonly documentCount: number }[];
  /** Whether only the first documents of the benchmarks were asked, so that there may be more. */
  readonly isLimited: boolean;
  /** Whether the speed of the choice was measured. */
  readonly hasSpeed: boolean;
}

/** A study that would give the missing measurements. */
export interface MeasurementRequest {
  /** One sentence. */
  readonly reason: string;
  readonly strategies: readonly StrategyName[];
  /** Numbers of units to remove, ascending. */
  readonly counts: readonly number[];
  /** Sets of kinds of units: the strategies choose from each set by itself. */
  readonly units: readonly (readonly UnitKind[])[];
  /** Repairs to measure beside the removals. */
  readonly repairs: readonly RepairKind[];
  readonly benchmarks: readonly string[];
  /** Number of documents of each benchmark; null = all. */
  readonly documents: number | null;
  /** Whether to measure speed and memory too. */
  readonly efficiency: boolean;
}

type Plan = Pick<MeasurementRequest, 'reason' | 'strategies' | 'counts' | 'units'> & Partial<MeasurementRequest>;

/** What to measure next, so that a recommendation becomes possible or more certain; null if no measurement would change it. */
export function planMeasurement<Candidate extends MeasuredRemoval>(facts: MeasurementFacts<Candidate>): MeasurementRequest | null {
  const plan = choosePlan(facts);
  if (plan === null || plan.counts.length === 0) return null;
  const strategies = plan.strategies.filter((name) => plan.units.some((kinds) => choosesUnits(name, kinds)));
  if (strategies.length === 0) return null;
  const benchmarks = facts.benchmarks.map(({ name }) => name);
  return { benchmarks, documents: null, efficiency: !facts.hasSpeed, repairs: [], ...plan, strategies };
}

function choosePlan<Candidate extends MeasuredRemoval>(facts: MeasurementFacts<Candidate>): Plan | null {
  const { verdict } = facts.recommendation;
  switch (verdict) {
    case 'unmeasured':
      return planFirst(facts);
    case 'beyond':
      return planSmaller(facts);
    case 'likely':
    case 'undecided':
      return planMoreDocuments(facts);
    case 'within':
      return planLarger(facts);
    default:
      return assertNever(verdict);
  }
}

function planFirst<Candidate extends MeasuredRemoval>({ gaps, blockCount, wantedUnits }: MeasurementFacts<Candidate>): Plan {
  const known = gaps.filter(({ gap }) => gap !== 'missing');
  if (known.length === 0) {
    const limit = Math.max(1, Math.floor(blockCount * FIRST_SHARE));
    const counts = Array.from({ length: MAX_COUNTS }, (_, place) => 2 ** place).filter((count) => count <= limit);
    // Kinds that were not asked for one by one are not measured first: whole blocks save most.
    const units = UNIT_KINDS.filter((kind) => (wantedUnits ?? ['block']).includes(kind)).map((kind) => [kind]);
    const what = wantedUnits === null ? 'pruning of the model' : 'pruning of these units';
    return { reason: `No ${what} was evaluated on it.`, strategies: FIRST_STRATEGIES, counts, units };
  }
  const reason = known.some(({ gap }) => gap === 'few-documents')
    ? 'The prunings were evaluated on too few documents to judge their loss.'
    : 'The errors of the measured losses are not known: answers of the dense and the pruned model are needed document by document.';
  return { reason, ...listStudied(known), counts: listCounts(known) };
}

function planSmaller<Candidate extends MeasuredRemoval>({ recommendation }: MeasurementFacts<Candidate>): Plan {
  const removals = recommendation.judged.map(({ candidate }) => candidate);
  const smallest = Math.min(...removals.map(({ removedCount }) => removedCount));
  const studied = listStudied(removals);
  if (smallest > 1) {
    const counts = Array.from({ length: smallest - 1 }, (_, place) => place + 1).slice(-MAX_COUNTS);
    return { reason: `No removal of fewer than ${smallest} ${nameUnits(studied.units.flat())} was measured.`, ...studied, counts };
  }
  const reason = 'Every measured removal costs more; these strategies, which may choose another one, were not tried.';
  return { reason, units: studied.units, strategies: listUntried(removals, 1), counts: [1] };
}

function planMoreDocuments<Candidate extends MeasuredRemoval>(facts: MeasurementFacts<Candidate>): Plan | null {
  const { recommendation, benchmarks, isLimited } = facts;
  const { open, documentsNeeded, judged } = recommendation;
  if (open === null) return null;
  const counts = [open.candidate.removedCount];
  const studied = listStudied([open.candidate]);
  const available = Math.min(...benchmarks.map(({ documentCount }) => documentCount));
  if (documentsNeeded !== null && documentsNeeded <= available) {
    const reason = `With ${documentsNeeded} documents of each benchmark the result would be certain, if the loss stays the same.`;
    return { reason, ...studied, counts, documents: documentsNeeded };
  }
  const wanted =
    documentsNeeded === null
      ? 'The loss of this removal lies so close to the maximum that no number of documents decides about it.'
      : `It takes ${documentsNeeded} documents of each benchmark to decide about this removal, and ${available} ${isLimited ? 'were asked' : 'exist'}.`;
  const untried = listUntried(listAlike(judged, open.candidate), open.candidate.removedCount);
  if (untried.length > 0 || !isLimited)
    return {
      reason: `${wanted} These strategies, which may find a better one, were not tried.`,
      units: studied.units,
      strategies: untried,
      counts,
    };
  const documents = documentsNeeded !== null && documentsNeeded <= MAX_GROWTH * available ? documentsNeeded : null;
  return { reason: `${wanted} More documents of the same benchmarks raise the certainty.`, ...studied, counts, documents };
}

function planLarger<Candidate extends MeasuredRemoval>({ recommendation, blockCount, hasSpeed }: MeasurementFacts<Candidate>): Plan | null {
  const { choice, judged } = recommendation;
  if (choice === null) return null;
  const { removedCount } = choice.candidate;
  const studied = listStudied([choice.candidate]);
  const largest = Math.max(...listAlike(judged, choice.candidate).map((one) => one.removedCount));
  const counts = [removedCount + 1, removedCount + 2].filter((count) => count < blockCount);
  if (removedCount === largest && counts.length > 0) {
    const name = nameUnits(studied.units.flat());
    return { reason: `More ${name} may be removable: no removal of more than ${removedCount} ${name} was measured.`, ...studied, counts };
  }
  return hasSpeed ? null : { reason: 'Its speed was not measured.', ...studied, counts: [removedCount], efficiency: true };
}

function listCounts(removals: readonly MeasuredRemoval[]): readonly number[] {
  return [...new Set(removals.map(({ removedCount }) => removedCount))].sort((a, b) => a - b);
}

/** Kinds and repairs of these removals, and their strategies that a study can use; if there are none, the strategies for a first study. */
function listStudied(removals: readonly MeasuredRemoval[]): Pick<Plan, 'units' | 'strategies' | 'repairs'> {
  const used = new Set(removals.flatMap(({ strategies }) => strategies));
  const studied = STUDY_STRATEGIES.filter((name) => used.has(name));
  return {
    units: toUnitSets(removals.map(({ units }) => units)),
    strategies: studied.length > 0 ? studied : FIRST_STRATEGIES,
    repairs: [...new Set(removals.flatMap(({ repair }) => (repair === null ? [] : [repair.kind])))],
  };
}

/** The judged removals of the same kinds of units. */
function listAlike<Candidate extends MeasuredRemoval>(
  judged: readonly JudgedRemoval<Candidate>[],
  { units }: MeasuredRemoval,
): readonly Candidate[] {
  return judged.map(({ candidate }) => candidate).filter((one) => one.units.join() === units.join());
}

function listUntried(removals: readonly MeasuredRemoval[], count: number): readonly StrategyName[] {
  const tried = new Set(removals.filter(({ removedCount }) => removedCount === count).flatMap(({ strategies }) => strategies));
  const sets = removals.map(({ units }) => units);
  return SCORE_STRATEGIES.filter((name) => !tried.has(name) && sets.some((kinds) => choosesUnits(name, kinds)));
}
