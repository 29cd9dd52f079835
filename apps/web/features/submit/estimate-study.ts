import type { Interval } from '@lamina/metrics';
import { areBlocksOnly, type Removal, removesBlocksOnly, type UnitKind } from '@lamina/plans';
import { choosesUnits, isRandomStrategy, needLosses, type Search, searchOf } from '@lamina/strategies';
import type { StrategyName } from '../pruning/strategy-name.ts';

/** The size of a benchmark. */
export interface BenchmarkSize {
  readonly documentCount: number;
  /** Accuracy of random guessing: 1 ÷ the number of answers; null if a document is one request. */
  readonly chance: number | null;
}

/** Measured speed of a model on this installation. */
export interface MeasuredSpeed {
  /** Speed of scoring; null if the model was never scored. */
  readonly tokensPerSecond: number | null;
  /** Speed of evaluating; null if it was never evaluated. */
  readonly requestsPerSecond: number | null;
  /** The middle 80 % of the speeds of past jobs; null if too few are known. */
  readonly tokensSpread: Interval | null;
  readonly requestsSpread: Interval | null;
  readonly parameterCount: number;
}

/** The size of a text, cut into windows. */
export interface TextSize {
  readonly tokenCount: number;
  readonly windowCount: number;
}

export interface StudyToEstimate {
  readonly blockCount: number;
  readonly speed: MeasuredSpeed;
  /** A model that was measured here; its speed is scaled by parameters if this model was not measured. */
  readonly reference: MeasuredSpeed | null;
  readonly calibration: TextSize;
  readonly strategies: readonly StrategyName[];
  /** Sets of kinds of units to remove; each is searched by itself. */
  readonly units: readonly (readonly UnitKind[])[];
  readonly counts: readonly number[];
  /** Units that the reader named, which are one more removal; null = none. */
  readonly named: Removal | null;
  /** Number of seeds of each random strategy. */
  readonly seedCount: number;
  /** Of each evolutionary search: how often it may read the text. Every seed searches by itself. */
  readonly search: { readonly passes: number; readonly seedCount: number };
  /** Number of repairs of each removal that can be repaired, and the text on which they are solved. */
  readonly repairs: { readonly count: number; readonly text: TextSize };
  readonly benchmarks: readonly BenchmarkSize[];
}

/** One kind of work of a study. */
export interface EstimatedStep {
  readonly name: 'score' | 'leave-one-out' | Search | 'repair' | 'evaluate';
  /** Sequences sent through the model: calibration windows, or requests of a benchmark. */
  readonly passes: number;
  /** null if there are no measurements for an estimate. */
  readonly seconds: number | null;
  /** Seconds at the middle 80 % of past speeds; null if too few are known. */
  readonly interval: Interval | null;
}

export interface StudyEstimate {
  readonly steps: readonly EstimatedStep[];
  readonly passes: number;
  readonly seconds: number | null;
  /** Pruned models that will be evaluated, without the dense one. */
  readonly removals: number;
  /** Basis of the estimated time: this model, another model scaled by parameters, or nothing. */
  readonly basis: 'measured' | 'scaled' | 'none';
}

/** Assumed tokens per request if no evaluation was timed; questions of common benchmarks have 30 to 150. */
export const ASSUMED_REQUEST_TOKENS = 100;

/**
 * Upper bound of a study's cost on one worker. Every pass is counted as one of the whole model, although removed blocks cost nothing and passes share
 * common prefixes.
 */
export function estimateStudy(study: StudyToEstimate): StudyEstimate {
  const { blockCount, calibration, strategies, benchmarks, search, repairs } = study;
  const searches = new Set(strategies.map(searchOf));
  const pools = study.units.map((kinds) => toUnitPool(kinds, study));
  const { text, requests: answering, basis } = getSpeed(study);
  const overText = (times: number, { windowCount, tokenCount }: TextSize = calibration) => ({
    passes: times * windowCount,
    ...takeTime(times * tokenCount, text),
  });
  const overPools = (timesOf: (pool: UnitPool) => number) => overText(sum(pools.map(timesOf)));
  const steps: EstimatedStep[] = [{ name: 'score', ...overText(1) }];
  if (needLosses(strategies)) steps.push({ name: 'leave-one-out', ...overText(new Set(study.units.flat()).size * blockCount) });
  if (searches.has('greedy')) steps.push({ name: 'greedy', ...overPools(countGreedyPasses) });
  if (searches.has('iterative')) steps.push({ name: 'iterative', ...overPools(({ counts }) => Math.max(0, ...counts)) });
  // Every step but the first also solves the repair of the blocks before.
  if (searches.has('repaired'))
    steps.push({
      name: 'repaired',
      ...overPools(({ kinds, counts }) => (areBlocksOnly(kinds) ? Math.max(0, 2 * Math.max(0, ...counts) - 1) : 0)),
    });
  if (searches.has('evolved'))
    steps.push({ name: 'evolved', ...overPools(({ counts }) => search.passes * search.seedCount * counts.length) });
  const repaired = repairs.count * countRepairable(pools, study);
  // Each is solved twice: when it is stored, and when it is evaluated.
  if (repaired > 0) steps.push({ name: 'repair', ...overText(2 * repaired, repairs.text) });
  const removals = Number(study.named !== null) + sum(pools.map((pool) => countRemovals(pool, study))) + repaired;
  const requests = (removals + 1) * sum(benchmarks.map(countRequests));
  steps.push({ name: 'evaluate', passes: requests, ...takeTime(requests, answering) });
  const known = steps.map((step) => step.seconds).filter((each) => each !== null);
  const seconds = known.length < steps.length ? null : sum(known);
  return { steps, passes: sum(steps.map(({ passes }) => passes)), seconds, removals, basis };
}

/** Requests of one benchmark: one per answer of a question, or one per document of a text. */
export function countRequests({ documentCount, chance }: BenchmarkSize): number {
  return documentCount * (chance ? Math.round(1 / chance) : 1);
}

/** Units of some kinds, as one search sees them. */
interface UnitPool {
  readonly kinds: readonly UnitKind[];
  /** Number of units. */
  readonly size: number;
  /** Numbers of units to remove that the model is large enough for. */
  readonly counts: readonly number[];
}

function toUnitPool(kinds: readonly UnitKind[], { blockCount, counts }: StudyToEstimate): UnitPool {
  const size = kinds.length * blockCount;
  return { kinds, size, counts: counts.filter((count) => count >= 1 && count < size) };
}

/** Each step tries every remaining unit: U + (U − 1) + …, one term per removal. */
function countGreedyPasses({ size, counts }: UnitPool): number {
  return sum(Array.from({ length: Math.max(0, ...counts) }, (_, gone) => size - gone));
}

function countRemovals({ kinds, counts }: UnitPool, { strategies, seedCount, search }: StudyToEstimate): number {
  const seedsOf = (strategy: StrategyName): number => {
    if (isRandomStrategy(strategy)) return seedCount;
    return searchOf(strategy) === 'evolved' ? search.seedCount : 1;
  };
  return counts.length * sum(strategies.filter((strategy) => choosesUnits(strategy, kinds)).map(seedsOf));
}

/** Removals that may be of whole blocks, without random draws and the further seeds of a search. What a search with repairs chose has its own repair. */
function countRepairable(pools: readonly UnitPool[], { strategies, named }: StudyToEstimate): number {
  const repairable = strategies.filter((strategy) => !isRandomStrategy(strategy) && searchOf(strategy) !== 'repaired');
  const chosen = pools
    .filter(({ kinds }) => kinds.includes('block'))
    .map(({ kinds, counts }) => counts.length * repairable.filter((strategy) => choosesUnits(strategy, kinds)).length);
  return sum(chosen) + Number(named !== null && removesBlocksOnly(named));
}

function sum(numbers: readonly number[]): number {
  return numbers.reduce((total, each) => total + each, 0);
}

/** How much is done in a second, and the middle 80 % of past speeds. */
interface Rate {
  readonly perSecond: number | null;
  readonly spread: Interval | null;
}

function takeTime(amount: number, { perSecond, spread }: Rate): Pick<EstimatedStep, 'seconds' | 'interval'> {
  return {
    seconds: perSecond === null ? null : amount / perSecond,
    interval: spread && { low: amount / spread.high, high: amount / spread.low },
  };
}

interface Speed {
  readonly text: Rate;
  readonly requests: Rate;
  readonly basis: StudyEstimate['basis'];
}

const UNKNOWN: Rate = { perSecond: null, spread: null };

// Time per token is proportional to the parameters, because each is read and multiplied once per token. The error of this scaling is not known.
function getSpeed({ speed, reference }: StudyToEstimate): Speed {
  const isOwn = speed.tokensPerSecond !== null;
  const source = isOwn ? speed : reference;
  if (!source?.tokensPerSecond) return { text: UNKNOWN, requests: UNKNOWN, basis: 'none' };
  const factor = isOwn ? 1 : source.parameterCount / Math.max(speed.parameterCount, 1);
  const tokensPerSecond = source.tokensPerSecond * factor;
  const requestsPerSecond =
    source.requestsPerSecond === null ? tokensPerSecond / ASSUMED_REQUEST_TOKENS : source.requestsPerSecond * factor;
  return {
    text: { perSecond: tokensPerSecond, spread: isOwn ? source.tokensSpread : null },
    requests: { perSecond: requestsPerSecond, spread: isOwn ? source.requestsSpread : null },
    basis: isOwn ? 'measured' : 'scaled',
  };
}
