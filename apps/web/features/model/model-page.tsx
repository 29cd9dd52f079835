import { notFound } from 'next/navigation';
import { type ReactNode, Suspense } from 'react';
import { ActiveJobsDocument } from '../../generated/graphql.ts';
import { fetchApi } from '../api/fetch-api.ts';
import { isAboveChance } from '../pruning/chance-params.ts';
import { loadRecommendation } from '../recommendation/load-recommendation.ts';
import type { RecommendationParams } from '../recommendation/recommendation-params.ts';
import { RecommendationSection } from '../recommendation/recommendation-section.tsx';
import { findSession } from '../session/find-session.ts';
import { toMember } from '../session/session.ts';
import panel from '../ui/panel.module.css';
import { BlockScores } from './block-scores.tsx';
import { ChangedModels } from './changed-models.tsx';
import { LayersTable } from './layers-table.tsx';
import { findModelData } from './load-model.ts';
import { ManageModel } from './manage-model.tsx';
import { MissingParts } from './missing-parts.tsx';
import styles from './model.module.css';
import { ModelHeader } from './model-header.tsx';
import type { ModelParams } from './model-params.ts';
import { ModelProgress } from './model-progress.tsx';
import { NoOtherUnits, OtherUnitsSection } from './other-units-section.tsx';
import { Provenance } from './provenance.tsx';
import { Similarity } from './similarity.tsx';

export interface ModelPageProps {
  readonly slug: string;
  readonly choice: ModelParams;
  readonly allowed: RecommendationParams;
}

/** One model: its blocks, its prunings, and the provenance of every number. What was measured on changed models follows when it is there. */
export async function ModelPage({ slug, choice, allowed }: ModelPageProps): Promise<ReactNode> {
  const [data, { jobs }, recommendation, session] = await Promise.all([
    findModelData(slug, choice),
    fetchApi(ActiveJobsDocument, { models: [slug] }),
    loadRecommendation(slug, allowed),
    findSession(),
  ]);
  if (data === null) notFound();
  const { model, scoreRun, scores, series } = data;
  return (
    <div className={panel.page}>
      <div>
        <ModelHeader model={model} run={scoreRun} aboveChance={isAboveChance(choice.chance)} />
        {session && toMember(session).mayScore && model.source !== 'bundled' && (
          <ManageModel model={model} mayDelete={session.scopes.includes('ADMIN')} />
        )}
      </div>
      <ModelProgress
        slug={model.slug}
        scored={scoreRun !== null}
        measured={data.metricOf.size > 0}
        study={model.studies.nodes[0] ?? null}
        initialJobs={jobs.nodes}
      />
      <RecommendationSection answer={recommendation} benchmarks={data.benchmarks} models={null} model={slug} />
      {scores && scoreRun && (
        <BlockScores slug={slug} scores={scores} run={scoreRun} runs={model.scoreRuns.nodes} blockCount={model.blockCount} />
      )}
      {scores &&
        scoreRun &&
        (scores.mlpInfluence.nodes.length > 0 ? (
          <OtherUnitsSection slug={slug} scores={scores} scoreRun={scoreRun.id} />
        ) : (
          <NoOtherUnits />
        ))}
      {series?.data && series.data.cosineMatrix.length > 1 && (
        <Similarity series={series.data} blockCount={model.blockCount} query={series.query} />
      )}
      <Suspense fallback={<div className={`${panel.panel} ${styles.awaited}`} aria-busy="true" data-awaited />}>
        <ChangedModels data={data} choice={choice} />
      </Suspense>
      <LayersTable slug={slug} scoreRun={scoreRun?.id ?? null} layers={model.layers.nodes} scores={scores} />
      <MissingParts parts={[series]} />
      <Provenance model={model} run={scoreRun} />
    </div>
  );
}
