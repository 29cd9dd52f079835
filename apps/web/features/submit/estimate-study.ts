import type { StrategyName } from '../pruning/strategy-name.ts';

/** A benchmark as far as its size goes. */
export interface BenchmarkSize {
  readonly documentCount: number;
  /** Accuracy of guessing: 1 ÷ the number of answers; null where a document is one request. */
  readonly chance: number | null;
}

/** What is known of a model's speed on this installation. */
export interface MeasuredSpeed {
  /** Of scoring; null while the model was never scored. */
  readonly tokensPerSecond: number | null;
  /** Of evaluating; null while it was never evaluated. */
  readonly requestsPerSecond: number | null;
  readonly parameterCount: number;
}

export interface StudyToEstimate {
  readonly blockCount: number;
  readonly speed: MeasuredSpeed;
  /** A model that was measured here, to scale from by parameters when this one was not. */
  readonly reference: MeasuredSpeed | null;
  readonly calibration: { readonly tokenCount: number; readonly windowCount: number };
  readonly strategies: readonly StrategyName[];
  readonly counts: readonly number[];
  /** Seeds of each random strategy. */
  readonly seedCount: number;
  readonly benchmarks: readonly BenchmarkSize[];
  /** Whether both halves of the text are scored too: one more pass over all of it. */
  readonly scoresHalves: boolean;
}

/** One kind of work of a study. */
export interface EstimatedStep {
  readonly name: 'score' | 'leave-one-out' | 'greedy' | 'evaluate';
  /** Sequences sent through the model: calibration windows, or requests of a benchmark. */
  readonly passes: number;
  /** null where nothing was measured that the time could rest on. */
  readonly seconds: number | null;
}

export interface StudyEstimate {
  readonly steps: readonly EstimatedStep[];
  readonly passes: number;
  readonly seconds: number | null;
  /** Pruned models that will be evaluated, the dense one not counted. */
  readonly removals: number;
  /** What the time rests on: the model itself, another one scaled by parameters, or nothing. */
  readonly basis: 'measured' | 'scaled' | 'none';
}

/** Tokens of a request while no evaluation was timed: questions of common benchmarks have 30 to 150. */
export const ASSUMED_REQUEST_TOKENS = 100;

/**
 * What a study will cost on one worker, at most: every pass counts as one of the whole model, though blocks that are gone cost nothing and
 * passes share what they agree on.
 */
export function estimateStudy(study: StudyToEstimate): StudyEstimate {
  const { blockCount, calibration, strategies, benchmarks } = study;
  const counts = study.counts.filter((count) => count >= 1 && count < blockCount);
  const { tokensPerSecond, requestsPerSecond, basis } = getSpeed(study);
  const overText = (times: number) => ({
    passes: times * calibration.windowCount,
    seconds: tokensPerSecond === null ? null : (times * calibration.tokenCount) / tokensPerSecond,
  });
  const steps: EstimatedStep[] = [{ name: 'score', ...overText(study.scoresHalves ? 2 : 1) }];
  if (strategies.includes('leave-one-out-loss')) steps.push({ name: 'leave-one-out', ...overText(blockCount) });
  if (strategies.includes('greedy-loss'))
    steps.push({ name: 'greedy', ...overText(countGreedyPasses(blockCount, Math.max(0, ...counts))) });
  const removals = countRemovals(strategies, counts.length, study.seedCount);
  const requests = (removals + 1) * benchmarks.reduce((sum, benchmark) => sum + countRequests(benchmark), 0);
  steps.push({ name: 'evaluate', passes: requests, seconds: requestsPerSecond === null ? null : requests / requestsPerSecond });
  const seconds = steps.some((step) => step.seconds === null) ? null : steps.reduce((sum, step) => sum + (step.seconds ?? 0), 0);
  return { steps, passes: steps.reduce((sum, step) => sum + step.passes, 0), seconds, removals, basis };
}

/** Requests of one benchmark: one per answer of a question, one per document of a text. */
export function countRequests({ documentCount, chance }: BenchmarkSize): number {
  return documentCount * (chance ? Math.round(1 / chance) : 1);
}

/** Every block left is tried at each step: L + (L − 1) + … for as many removals. */
function countGreedyPasses(blockCount: number, removals: number): number {
  return Array.from({ length: removals }, (_, gone) => blockCount - gone).reduce((sum, tried) => sum + tried, 0);
}

function countRemovals(strategies: readonly StrategyName[], counts: number, seeds: number): number {
  return strategies.reduce((sum, strategy) => sum + counts * (strategy.startsWith('random') ? seeds : 1), 0);
}

interface Speed {
  readonly tokensPerSecond: number | null;
  readonly requestsPerSecond: number | null;
  readonly basis: StudyEstimate['basis'];
}

// Time per token grows with the parameters: each is read and multiplied once per token.
function getSpeed({ speed, reference }: StudyToEstimate): Speed {
  const isOwn = speed.tokensPerSecond !== null;
  const source = isOwn ? speed : reference;
  if (!source?.tokensPerSecond) return { tokensPerSecond: null, requestsPerSecond: null, basis: 'none' };
  const factor = isOwn ? 1 : source.parameterCount / Math.max(speed.parameterCount, 1);
  const tokensPerSecond = source.tokensPerSecond * factor;
  const requestsPerSecond =
    source.requestsPerSecond === null ? tokensPerSecond / ASSUMED_REQUEST_TOKENS : source.requestsPerSecond * factor;
  return { tokensPerSecond, requestsPerSecond, basis: isOwn ? 'measured' : 'scaled' };
}
