import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { compareWithDense, parseTask, subtractChance, type Task, type TaskEvaluation } from '@lamina/benchmarks';
import { evaluateModel, finish, scoreModel } from '@lamina/engine';
import { createRemoval } from '@lamina/plans';
import { BLOCKS_ONLY, planRemoval, STRATEGY, scoresOfResult } from '@lamina/strategies';

/** The result of one removal on one benchmark. */
export interface FamilyResult {
  readonly benchmark: string;
  readonly kind: Task['kind'];
  readonly dense: number;
  readonly value: number;
  /**
   * Accuracy above chance divided by that of the dense model (chance of a generated answer: 0), or pruned / dense perplexity; the standard error
   * comes from differences per document.
   */
  readonly kept: number;
  readonly standardError: number;
}

/** One removal and its results. */
export interface FamilyRemoval {
  readonly strategy: string;
  readonly seed: number | null;
  readonly count: number;
  readonly removed: readonly number[];
  readonly results: readonly FamilyResult[];
}

/** All measurements of one model. */
export interface FamilyModel {
  readonly slug: string;
  readonly blocks: number;
  readonly normPlacement: string;
  readonly blockInfluence: readonly number[];
  /** Increase of the loss without each block, in nats per token, on the first windows of the calibration text. */
  readonly lossIncrease: readonly number[];
  readonly removals: readonly FamilyRemoval[];
}

const STRATEGIES = [STRATEGY.blockInfluence, STRATEGY.relativeMagnitude, STRATEGY.reverse, STRATEGY.sequential];
const SEEDS = [0, 1, 2, 3, 4];
/** Shares of blocks to remove. */
export const SHARES = [0.25, 0.5];
const LOSS_WINDOWS = 24;

/** Scores a bundled model, removes a quarter and a half of its blocks by every strategy, and evaluates the results. */
export async function measureFamilyModel(slug: string, options: { readonly tasks: readonly Task[]; readonly threads: number }) {
  const { tasks, threads } = options;
  const texts = readFileSync(join('models', 'calibration', 'invented-world.txt'), 'utf8')
    .trim()
    .split('\n\n');
  const shared = { model: join('models', slug), threads, partialWindows: 'scored' } as const;
  const scores = await finish(scoreModel({ ...shared, input: { texts }, losses: false }));
  const losses = await finish(scoreModel({ ...shared, input: { texts }, windows: LOSS_WINDOWS, leaveOneOut: true, selfCheck: false }));
  const blocks = scores.model.blocks;
  const plans = SHARES.flatMap((share) => {
    const request = { ...BLOCKS_ONLY, blockCount: blocks, count: Math.round(share * blocks), scores: scoresOfResult(scores), seed: 0 };
    return [
      ...STRATEGIES.map((strategy) => planRemoval(strategy, request)),
      ...SEEDS.map((seed) => planRemoval(STRATEGY.randomInner, { ...request, seed })),
    ];
  });
  const lists = [[], ...new Map(plans.map(({ removal: { blocks: removed } }) => [removed.join(), removed])).values()];
  const evaluations = await finish(
    evaluateModel({ model: shared.model, threads, removals: lists.map((blocks) => createRemoval({ blocks })), tasks }),
  );
  const [dense, ...rest] = evaluations;
  const resultsOf = new Map(
    rest.map(({ removal, tasks: pruned }) => [removal.blocks.join(), compareAll(dense?.tasks ?? [], pruned, tasks)]),
  );
  const model: FamilyModel = {
    slug,
    blocks,
    normPlacement: scores.model.normPlacement,
    blockInfluence: scores.blockInfluence.mean.map((mean) => mean ?? Number.NaN),
    lossIncrease: losses.lossIncrease?.mean.map((mean) => mean ?? Number.NaN) ?? [],
    removals: plans.map(({ strategy, seed, removal: { blocks: removed } }) => {
      return { strategy, seed, count: removed.length, removed, results: resultsOf.get(removed.join()) ?? [] };
    }),
  };
  return model;
}

function compareAll(dense: readonly TaskEvaluation[], pruned: readonly TaskEvaluation[], tasks: readonly Task[]): readonly FamilyResult[] {
  return tasks.flatMap((task, place) => {
    const [before, after] = [dense[place], pruned[place]];
    if (before === undefined || after === undefined) return [];
    const [comparison] = compareWithDense(before, after);
    const [denseValue, value] = [before.metrics[0]?.value ?? Number.NaN, after.metrics[0]?.value ?? Number.NaN];
    const common = { benchmark: task.name, kind: task.kind, dense: denseValue, value };
    if (task.kind === 'perplexity')
      return [{ ...common, kept: comparison?.retention ?? Number.NaN, standardError: comparison?.retentionStandardError ?? Number.NaN }];
    // No generated answer is right by chance.
    const chance = task.chance ?? 0;
    // Every number is printed, also near chance, so the dense standard error is not given.
    const measured = { chance, denseValue, denseStandardError: null, retention: value / denseValue, retentionStandardError: null };
    const kept = comparison && subtractChance({ metric: comparison.metric, ...measured });
    const standardError = (comparison?.difference?.standardError ?? Number.NaN) / (denseValue - chance);
    return [{ ...common, kept: kept?.value ?? Number.NaN, standardError }];
  });
}

/** The tasks of a folder of benchmarks, by name. */
export function loadFamilyTasks(names: readonly string[]): readonly Task[] {
  return names.map((name) => {
    const read = (file: string): string => readFileSync(join('models', 'benchmarks', name, file), 'utf8');
    return parseTask(read('task.json'), read('test.jsonl'));
  });
}
