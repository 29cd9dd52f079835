import { join } from 'node:path';
import { findScores, getRevision, type NewPruning, type RevisionRecord, type StoredScores, savePrunings } from '@lamina/database';
import { AppError } from '@lamina/errors';
import type { PruneModelPayload } from '@lamina/jobs';
import { listStrategies, planRemoval, type RemovalPlan, type StrategyScores } from '@lamina/strategies';
import { runInference } from '../inference/run-inference.ts';
import { locateModel } from '../material/locate-model.ts';
import type { HandlerContext } from './handler-context.ts';

/**
 * Chooses layers by every strategy at every count from the study's scores, and writes each chosen model beside its parent's weights. Random
 * draws are a control, not models to use: they are stored as choices only.
 */
export async function pruneModelHandler(payload: PruneModelPayload, context: HandlerContext): Promise<void> {
  const { database, fence, folders, signal, studyId } = context;
  const revision = await getRevision(database, payload.revisionId);
  const stored = await findScores(database, { revisionId: revision.revisionId, ...(studyId === null ? {} : { studyId }) });
  if (!stored) throw new AppError('CONFLICT', `model ${revision.slug} has no scores to choose layers by; score it first`);
  const plans = listPlans(payload, revision, toStrategyScores(stored));
  const model = await locateModel(revision.location, context);
  const written = await runInference<'prune'>(
    {
      kind: 'prune',
      options: plans.filter(isForUse).map((plan) => ({
        model,
        roots: folders.modelRoots,
        digests: { cacheFolder: folders.digests },
        removed: plan.removed,
        strategy: plan.strategy,
        out: join(folders.modelStore, revision.digest.slice(0, 16), `without-${plan.removed.join('-')}`),
      })),
    },
    { signal, onProgress: context.report },
  );
  const digestOf = new Map(written.map(({ removed, graphSha256 }) => [removed.join('-'), graphSha256]));
  await savePrunings(
    database,
    fence,
    { revision, studyId },
    plans.map((plan) => describePruning(plan, revision, stored.scoreRunId, digestOf)),
  );
}

function listPlans(
  { strategies, counts, seeds }: PruneModelPayload,
  { blockCount }: RevisionRecord,
  scores: StrategyScores,
): readonly RemovalPlan[] {
  const isRandom = new Set(
    listStrategies()
      .filter((strategy) => strategy.isRandom)
      .map(({ name }) => name as string),
  );
  return strategies.flatMap((strategy) =>
    counts
      .filter((count) => count < blockCount)
      .flatMap((count) => (isRandom.has(strategy) ? seeds : [0]).map((seed) => planRemoval(strategy, { blockCount, count, scores, seed }))),
  );
}

function toStrategyScores({ means, angularLastToken }: StoredScores): StrategyScores {
  const series = (metric: string): { mean: readonly (number | null)[] } => ({ mean: means[metric] ?? [] });
  return { blockInfluence: series('block-influence@1'), relativeMagnitude: series('relative-magnitude@1'), angularLastToken };
}

function isForUse({ seed }: RemovalPlan): boolean {
  return seed === null;
}

function describePruning(
  plan: RemovalPlan,
  revision: RevisionRecord,
  scoreRunId: string,
  digestOf: ReadonlyMap<string, string>,
): NewPruning {
  const { strategy, seed, removed, order } = plan;
  const name = removed.join('-');
  const sha256 = isForUse(plan) ? digestOf.get(name) : undefined;
  const removedSet = new Set(removed);
  const kept = Array.from({ length: revision.blockCount }, (_, index) => index).filter((index) => !removedSet.has(index));
  return {
    strategy,
    seed,
    removed,
    order,
    scoreRunId: strategy === 'sequential' || strategy === 'reverse' || seed !== null ? null : scoreRunId,
    plan: {
      format: 'lamina-prune-plan@1',
      parent: { name: revision.slug, digest: revision.digest },
      strategy,
      blocksBefore: revision.blockCount,
      removed,
      kept,
    },
    artefact: sha256 === undefined ? null : { path: join(revision.digest.slice(0, 16), `without-${name}`), sha256 },
  };
}
