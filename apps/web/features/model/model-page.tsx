import { notFound } from 'next/navigation';
import type { ReactNode } from 'react';
import { ActiveJobsDocument } from '../../generated/graphql.ts';
import { fetchApi } from '../api/fetch-api.ts';
import panel from '../ui/panel.module.css';
import { BlockScores } from './block-scores.tsx';
import { LayersTable } from './layers-table.tsx';
import { findModelData } from './load-model.ts';
import { ModelHeader } from './model-header.tsx';
import type { ModelParams } from './model-params.ts';
import { ModelProgress } from './model-progress.tsx';
import { Provenance } from './provenance.tsx';
import { PruningCurves } from './pruning-curves.tsx';
import { PruningsTable } from './prunings-table.tsx';
import { summarizePrunings } from './summarize-prunings.ts';

export interface ModelPageProps {
  readonly slug: string;
  readonly choice: ModelParams;
}

/** One model: its blocks, its prunings, and where every number comes from. */
export async function ModelPage({ slug, choice }: ModelPageProps): Promise<ReactNode> {
  const [data, { jobs }] = await Promise.all([findModelData(slug, choice), fetchApi(ActiveJobsDocument, { models: [slug] })]);
  if (data === null) notFound();
  const { model, scoreRun, scores } = data;
  const overview = summarizePrunings(data);
  const measured = overview.prunings.some((pruning) => Object.keys(pruning.retention).length > 0 || pruning.perplexity !== null);
  return (
    <div className={panel.page}>
      <ModelHeader model={model} />
      <ModelProgress
        slug={model.slug}
        scored={scoreRun !== null}
        measured={measured}
        study={model.studies.nodes[0] ?? null}
        initialJobs={jobs.nodes}
      />
      {scores && scoreRun && <BlockScores scores={scores} run={scoreRun} runs={model.scoreRuns.nodes} blockCount={model.blockCount} />}
      {measured && <PruningCurves overview={overview} blockCount={model.blockCount} lane={data.lane} lanes={data.lanes} />}
      {overview.prunings.length > 0 && <PruningsTable overview={overview} blockCount={model.blockCount} />}
      <LayersTable layers={model.layers.nodes} scores={scores} />
      <Provenance model={model} run={scoreRun} />
    </div>
  );
}
