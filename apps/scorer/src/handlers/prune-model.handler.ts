import { join } from 'node:path';
import {
  findScores,
  getRevision,
  listNeededJobs,
  type NewPruning,
  type RevisionRecord,
  type StoredScores,
  savePrunings,
} from '@lamina/database';
import type { PruneResult } from '@lamina/engine';
import { AppError } from '@lamina/errors';
import { findHubReference } from '@lamina/hub';
import type { PruneModelPayload } from '@lamina/jobs';
import { METRIC_ID } from '@lamina/metrics';
import { createRemoval, isRandomStrategy, STRATEGY } from '@lamina/plans';
import { listStrategies, planRemoval, type RemovalPlan, type StrategyScores } from '@lamina/strategies';
import { runInference } from '../inference/run-inference.ts';
import { locateModel } from '../material/locate-model.ts';
import type { HandlerContext } from './handler-context.ts';

/**
 * Chooses layers by every strategy at every count from a score run (in a study, the study's own) and writes each chosen model with links to its
 * parent's weights. Random draws are only a control, so they are stored without a written model.
 */
export async function pruneModelHandler(payload: PruneModelPayload, context: HandlerContext): Promise<void> {
  const { database, fence, folders, signal, studyId } = context;
  const revision = await getRevision(database, payload.revisionId);
  const { scoreRunId } = payload;
  const stored = await findScores(database, {
    revisionId: revision.revisionId,
    ...(scoreRunId === undefined ? {} : { scoreRunId }),
    ...(payload.strategies.includes(STRATEGY.leaveOneOutLoss) ? { metric: METRIC_ID.lossIncrease } : {}),
    needsGreedy: payload.strategies.includes(STRATEGY.greedyLoss),
    ...(studyId === null || scoreRunId !== undefined ? {} : { studyId, jobIds: await listNeededJobs(database, fence.jobId) }),
  });
  if (!stored && payload.strategies.some(needsScores))
    throw new AppError('CONFLICT', `model ${revision.slug} has no scores for choosing layers; score it first`);
  const plans = listPlans(payload, revision, stored ? toStrategyScores(stored) : {});
  const model = await locateModel(revision.location, context);
  const written = await runInference(
    'prune',
    plans.filter(isForUse).map((plan) => ({
      model,
      roots: folders.modelRoots,
      digests: { cacheFolder: folders.digests },
      removal: createRemoval({ blocks: plan.removed }),
      strategy: plan.strategy,
      out: join(folders.modelStore, revision.digest.slice(0, 16), `without-${plan.removed.join('-')}`),
    })),
    { signal, onProgress: context.report },
  );
  context.log('info', `${plans.length} prunings chosen, ${written.length} models written`);
  const resultOf = new Map(written.map((result) => [result.removed.join('-'), result]));
  await savePrunings(
    database,
    fence,
    { revision, studyId },
    plans.map((plan) =>
      describePruning(plan, { revision, scoreRunId: stored?.scoreRunId ?? null, resultOf, parent: written[0]?.plan.parent }),
    ),
  );
}

function listPlans(
  { strategies, counts, seeds, removals = [], protectFirst = false, protectLast = false }: PruneModelPayload,
  { blockCount }: RevisionRecord,
  scores: StrategyScores,
): readonly RemovalPlan[] {
  return strategies.flatMap((strategy) => {
    if (strategy === STRATEGY.explicit) return removals.map((explicit) => planRemoval(strategy, { blockCount, explicit }));
    const limit = blockCount - countKept(strategy, { protectFirst, protectLast });
    return counts
      .filter((count) => count <= limit)
      .flatMap((count) =>
        (isRandomStrategy(strategy) ? seeds : [0]).map((seed) =>
          planRemoval(strategy, { blockCount, count, scores, seed, protectFirst, protectLast }),
        ),
      );
  });
}

/** Number of layers that a strategy always keeps; at least one. */
function countKept(strategy: string, protections: { readonly protectFirst: boolean; readonly protectLast: boolean }): number {
  const isInner = strategy === STRATEGY.randomInner;
  return Math.max(1, Number(isInner || protections.protectFirst) + Number(isInner || protections.protectLast));
}

/** Whether a strategy uses measured scores. */
function needsScores(name: string): boolean {
  const strategy = listStrategies().find((candidate) => candidate.name === name);
  return strategy !== undefined && strategy.needs !== 'none' && strategy.needs !== 'explicit';
}

function toStrategyScores({ means, angularLastToken, greedyOrder }: StoredScores): StrategyScores {
  // A run without a metric leaves its strategies without scores, and they say so.
  const series = (metric: string): { mean: readonly (number | null)[] } => ({ mean: means[metric] ?? [] });
  return {
    blockInfluence: series(METRIC_ID.blockInfluence),
    relativeMagnitude: series(METRIC_ID.relativeMagnitude),
    angularLastToken,
    ...(METRIC_ID.lossIncrease in means ? { lossIncrease: series(METRIC_ID.lossIncrease) } : {}),
    ...(greedyOrder.length > 0 ? { greedyLossOrder: greedyOrder } : {}),
  };
}

function isForUse({ seed }: RemovalPlan): boolean {
  return seed === null;
}

interface PruningFacts {
  readonly revision: RevisionRecord;
  readonly scoreRunId: string | null;
  readonly resultOf: ReadonlyMap<string, PruneResult>;
  /** The parent in all written plans; undefined if no model was written. */
  readonly parent: PruneResult['plan']['parent'] | undefined;
}

function describePruning(plan: RemovalPlan, { revision, scoreRunId, resultOf, parent }: PruningFacts): NewPruning {
  const { strategy, seed, removed, order, protectFirst, protectLast } = plan;
  const name = removed.join('-');
  const result = isForUse(plan) ? resultOf.get(name) : undefined;
  const removedSet = new Set(removed);
  const kept = Array.from({ length: revision.blockCount }, (_, index) => index).filter((index) => !removedSet.has(index));
  return {
    strategy,
    seed,
    protectFirst,
    protectLast,
    removed,
    order,
    scoreRunId: needsScores(strategy) ? scoreRunId : null,
    plan: {
      format: 'lamina-prune-plan@1',
      // Paths on this machine are not exposed.
      parent: { reference: findRepository(revision.location), ...parent, name: revision.slug, digest: revision.digest, location: null },
      strategy,
      blocksBefore: revision.blockCount,
      removed,
      removedAttention: [],
      removedMlp: [],
      kept,
      config: result?.plan.config ?? null,
      // Draws of the control are written nowhere and have no notes.
      notes: result?.notes ?? [],
      certificate: result?.certificate ?? null,
    },
    artefact:
      result === undefined
        ? null
        : { path: join(revision.digest.slice(0, 16), `without-${name}`), sha256: result.graphSha256, files: result.files },
  };
}

/** Other tools know a hub model by its repository, not by its short name here. */
function findRepository(location: string): string | null {
  return findHubReference(location)?.repo ?? null;
}
