import { notFound } from 'next/navigation';
import type { ReactNode } from 'react';
import { ActiveJobsDocument } from '../../generated/graphql.ts';
import { fetchApi } from '../api/fetch-api.ts';
import { isAboveChance } from '../pruning/chance-params.ts';
import { findGuessing } from '../pruning/find-guessing.ts';
import { toStrategy } from '../pruning/strategy-name.ts';
import { loadRecommendation } from '../recommendation/load-recommendation.ts';
import type { RecommendationParams } from '../recommendation/recommendation-params.ts';
import { RecommendationSection } from '../recommendation/recommendation-section.tsx';
import { findSession } from '../session/find-session.ts';
import { toMember } from '../session/session.ts';
import { Notice } from '../ui/notice.tsx';
import panel from '../ui/panel.module.css';
import { BlockScores } from './block-scores.tsx';
import { EfficiencySection } from './efficiency-section.tsx';
import { LayersTable } from './layers-table.tsx';
import { type RepairFacts, selectRepairs } from './list-repair-rows.ts';
import { loadInsight, type Quantization } from './load-insight.ts';
import { findModelData } from './load-model.ts';
import { ManageModel } from './manage-model.tsx';
import { ModelHeader } from './model-header.tsx';
import type { ModelParams } from './model-params.ts';
import { ModelProgress } from './model-progress.tsx';
import { NoOtherUnits, OtherUnitsSection } from './other-units-section.tsx';
import { Provenance } from './provenance.tsx';
import { PruningCurves } from './pruning-curves.tsx';
import { PruningsTable } from './prunings-table.tsx';
import { QuantizationSection } from './quantization-section.tsx';
import { RepairSection } from './repair-section.tsx';
import { SensitivitySection } from './sensitivity-section.tsx';
import { Similarity } from './similarity.tsx';
import { type PruningOverview, summarizePrunings } from './summarize-prunings.ts';

export interface ModelPageProps {
  readonly slug: string;
  readonly choice: ModelParams;
  readonly allowed: RecommendationParams;
}

/** One model: its blocks, its prunings, and the provenance of every number. */
export async function ModelPage({ slug, choice, allowed }: ModelPageProps): Promise<ReactNode> {
  const [data, insight, { jobs }, recommendation, session] = await Promise.all([
    findModelData(slug, choice),
    loadInsight(slug, choice),
    fetchApi(ActiveJobsDocument, { models: [slug] }),
    loadRecommendation(slug, allowed),
    findSession(),
  ]);
  if (data === null) notFound();
  const { model, scoreRun, scores, series } = data;
  const { strategies, sensitivity, efficiencies, quantization, repairs } = insight;
  const overview = summarizePrunings(data, isAboveChance(choice.chance));
  const measured = overview.prunings.some((pruning) => Object.keys(pruning.retention).length > 0 || pruning.perplexity !== null);
  return (
    <div className={panel.page}>
      <div>
        <ModelHeader model={model} run={scoreRun} aboveChance={overview.aboveChance} />
        {session && toMember(session).mayScore && model.source !== 'bundled' && (
          <ManageModel model={model} mayDelete={session.scopes.includes('ADMIN')} />
        )}
      </div>
      <ModelProgress
        slug={model.slug}
        scored={scoreRun !== null}
        measured={measured}
        study={model.studies.nodes[0] ?? null}
        initialJobs={jobs.nodes}
      />
      <RecommendationSection answer={recommendation} benchmarks={overview.benchmarks} models={null} model={slug} />
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
      {(measured || data.unitSets.length > 1) && (
        <PruningCurves
          overview={overview}
          evaluationsQuery={data.evaluationsQuery}
          strategies={strategies}
          unitSets={data.unitSets}
          blockCount={model.blockCount}
          lane={data.lane}
          lanes={data.lanes}
        />
      )}
      {overview.prunings.length > 0 && (
        <PruningsTable overview={overview} slug={slug} efficiencies={efficiencies.data} query={data.evaluationsQuery} />
      )}
      {repairs.data && repairs.data.steps.length > 0 && (
        <RepairSection
          comparison={omitSteps(repairs.data)}
          selection={selectRepairs(repairs.data, {
            strategy: choice.repairStrategy && toStrategy(choice.repairStrategy),
            text: choice.repairText,
          })}
          // Without speeds, their columns are empty.
          efficiencies={efficiencies.data ?? []}
          slug={slug}
          guessing={getGuessing(repairs.data, data.lane, overview)}
          query={repairs.query}
        />
      )}
      {sensitivity.data && sensitivity.data.runs.length > 1 && (
        <SensitivitySection sensitivity={sensitivity.data} query={sensitivity.query} />
      )}
      {quantization.data && hasForms(quantization.data) && (
        <QuantizationSection quantization={quantization.data} slug={slug} query={quantization.query} />
      )}
      {efficiencies.data && efficiencies.data.length > 0 && (
        <EfficiencySection efficiencies={efficiencies.data} slug={slug} query={efficiencies.query} />
      )}
      <LayersTable slug={slug} scoreRun={scoreRun?.id ?? null} layers={model.layers.nodes} scores={scores} />
      <MissingParts
        problems={[series, sensitivity, quantization, efficiencies, repairs]
          .map((part) => part?.problem)
          .filter((problem) => typeof problem === 'string')}
      />
      <Provenance model={model} run={scoreRun} />
    </div>
  );
}

/** What all repairs have in common, without their results: what a component gets is sent to the browser. */
function omitSteps({ aboveChance, benchmarks, texts }: RepairFacts) {
  return { aboveChance, benchmarks, texts };
}

/** What guessing keeps on the benchmarks of the repairs. Dense results of another lane say nothing about it. */
function getGuessing({ aboveChance, lane, benchmarks }: RepairFacts, denseLane: string | null, { guessing }: PruningOverview) {
  if (aboveChance) return 0;
  return lane === denseLane ? findGuessing(guessing, benchmarks) : null;
}

/** A table with only one precision adds nothing to the table of prunings. */
function hasForms({ rows }: Quantization): boolean {
  return new Set(rows.map(({ precision }) => precision)).size > 1;
}

/** Lists the parts that the API refused; the rest of the page is still shown. */
function MissingParts({ problems }: { readonly problems: readonly string[] }): ReactNode {
  if (problems.length === 0) return null;
  return (
    <Notice title="A part of this page is missing">
      <ul>
        {problems.map((problem) => (
          <li key={problem}>{problem}</li>
        ))}
      </ul>
    </Notice>
  );
}
