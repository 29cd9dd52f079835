import { estimateSeconds, SPEED_PROTOCOL, type TimedWork } from '@lamina/benchmarks';
import type { UnitKind } from '@lamina/plans';
import {
  choosesRepaired,
  choosesUnits,
  getSearch,
  isRandomStrategy,
  requestSearches,
  type SearchSettings,
  searchesAtRandom,
} from '@lamina/strategies';
import type { StrategyName } from '../pruning/strategy-name.ts';

/** The size of a benchmark. */
export interface BenchmarkSize {
  readonly documentCount: number;
  /** Accuracy of random guessing: 1 ÷ the number of answers; null if a document is one request. */
  readonly chance: number | null;
}

/** Measured speed of a model on this installation; null where nothing was measured. */
export interface MeasuredSpeed {
  readonly tokensPerSecond: number | null;
  readonly requestsPerSecond: number | null;
  readonly parameterCount: number;
}

export interface StudyToEstimate {
  readonly blockCount: number;
  readonly speed: MeasuredSpeed;
  /** A model that was measured here; its speed is scaled by parameters if this model was not measured. */
  readonly reference: MeasuredSpeed | null;
  /** Tokens of the calibration text. */
  readonly textTokens: number;
  readonly strategies: readonly StrategyName[];
  /** Sets of kinds of units to remove; each is searched by itself. */
  readonly units: readonly (readonly UnitKind[])[];
  readonly counts: readonly number[];
  /** Sets of units that the reader named, each one more removal. */
  readonly namedCount: number;
  /** Number of seeds of each random strategy. */
  readonly seedCount: number;
  readonly search: SearchSettings;
  /** Number of repairs of each removal that can be repaired. */
  readonly repairCount: number;
  readonly benchmarks: readonly BenchmarkSize[];
  /** Texts on which losses are measured, and how much of each is read. */
  readonly losses: Pick<TimedWork['texts'], 'windowTokens' | 'reading'>;
  /** Whether speed and memory are measured, too. */
  readonly hasSpeed: boolean;
}

export interface StudyEstimate {
  /** The time of one worker; null if no speed is known. */
  readonly seconds: number | null;
  /** Pruned models that will be evaluated, without the dense one. */
  readonly removals: number;
  /** True if the speed is that of another model, scaled by parameters. */
  readonly isScaled: boolean;
}

/** Tokens whose reading takes as long as a request, if no evaluation was timed; questions of common benchmarks have 30 to 150. */
const ASSUMED_REQUEST_TOKENS = 100;

/**
 * A study's time on one worker. What scores, searches and benchmarks read is counted as if the whole model read it, although removed blocks cost nothing and
 * passes share common prefixes.
 */
export function estimateStudy(study: StudyToEstimate): StudyEstimate {
  const { blockCount, strategies, benchmarks, units: sets } = study;
  const pools = sets.map((kinds) => toUnitPool(kinds, study));
  const repaired = study.repairCount * sum(pools.map((pool) => countRepairable(pool, strategies)));
  const removals = study.namedCount + sum(pools.map((pool) => countRemovals(pool, study))) + repaired;
  const searched = requestSearches(strategies, { sets, counts: study.counts }).map(({ search, units }) =>
    getSearch(search).reads({ units: units.length * blockCount, counts: toUnitPool(units, study).counts }, study.search),
  );
  // Each repair is solved twice: when it is stored, and when it is evaluated.
  const readings = sum([1, 2 * repaired, ...searched]);
  const requests = (removals + 1) * sum(benchmarks.map(countRequests));
  const { tokensPerSecond, requestTokens, isScaled } = findSpeed(study);
  const { batches, rounds, budgetSeconds } = SPEED_PROTOCOL;
  const work = {
    tokens: readings * study.textTokens + requests * requestTokens,
    texts: { ...study.losses, changes: removals },
    speed: { forms: study.hasSpeed ? 1 + countTimed(pools, study) : 0, batches, rounds, budgetSeconds },
  };
  return { seconds: tokensPerSecond === null ? null : estimateSeconds(work, tokensPerSecond), removals, isScaled };
}

/** Requests of one benchmark: one per answer of a question, or one per document of a text. */
export function countRequests({ documentCount, chance }: BenchmarkSize): number {
  return documentCount * (chance ? Math.round(1 / chance) : 1);
}

/** Units of some kinds that are removed together. */
interface UnitPool {
  readonly kinds: readonly UnitKind[];
  /** Numbers of units to remove that the model is large enough for. */
  readonly counts: readonly number[];
}

function toUnitPool(kinds: readonly UnitKind[], study: StudyToEstimate): UnitPool {
  const size = kinds.length * study.blockCount;
  const counts = study.counts.filter((count) => count >= 1 && count < size);
  return { kinds, counts };
}

function countRemovals({ kinds, counts }: UnitPool, { strategies, seedCount, search }: StudyToEstimate): number {
  const seedsOf = (strategy: StrategyName): number => {
    if (isRandomStrategy(strategy)) return seedCount;
    return searchesAtRandom(strategy) ? search.searchSeeds.length : 1;
  };
  return counts.length * sum(strategies.filter((strategy) => choosesUnits(strategy, kinds)).map(seedsOf));
}

/** Removals of whole blocks, without random draws and the further seeds of a search. What a search with repairs chose has its own repair. */
function countRepairable({ kinds, counts }: UnitPool, strategies: readonly StrategyName[]): number {
  if (!kinds.includes('block')) return 0;
  const repairable = strategies.filter((strategy) => !isRandomStrategy(strategy) && !choosesRepaired(strategy));
  return counts.length * repairable.filter((strategy) => choosesUnits(strategy, kinds)).length;
}

/** Removals whose speed is measured: those of the first strategy that is not random, alone and with each repair. */
function countTimed(pools: readonly UnitPool[], { strategies, repairCount }: StudyToEstimate): number {
  const timed = strategies.find((name) => !isRandomStrategy(name) && !choosesRepaired(name));
  if (timed === undefined) return 0;
  const formsOf = (pool: UnitPool): number => countRepairable(pool, [timed]) * repairCount;
  const able = pools.filter(({ kinds }) => choosesUnits(timed, kinds));
  return sum(able.map((pool) => pool.counts.length + formsOf(pool)));
}

// Time per token is proportional to the parameters, because each is read and multiplied once per token. The error of this scaling is not known.
function findSpeed({ speed, reference }: StudyToEstimate) {
  const isScaled = speed.tokensPerSecond === null;
  const source = isScaled ? reference : speed;
  if (!source?.tokensPerSecond) return { tokensPerSecond: null, requestTokens: ASSUMED_REQUEST_TOKENS, isScaled };
  const { tokensPerSecond, requestsPerSecond, parameterCount } = source;
  const factor = isScaled ? parameterCount / Math.max(speed.parameterCount, 1) : 1;
  const requestTokens = requestsPerSecond === null ? ASSUMED_REQUEST_TOKENS : tokensPerSecond / requestsPerSecond;
  return { tokensPerSecond: tokensPerSecond * factor, requestTokens, isScaled };
}

function sum(numbers: readonly number[]): number {
  return numbers.reduce((total, each) => total + each, 0);
}
