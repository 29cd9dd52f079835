import type { ReactNode } from 'react';
import { renderWithApi } from '../api/render-with-api.tsx';
import { isAboveChance } from '../pruning/chance-params.ts';
import { findGuessing } from '../pruning/find-guessing.ts';
import { toStrategy } from '../pruning/strategy-name.ts';
import { EfficiencySection } from './efficiency-section.tsx';
import { type RepairFacts, selectRepairs } from './list-repair-rows.ts';
import { loadInsight, type Quantization } from './load-insight.ts';
import { loadRemovals, type ModelData } from './load-model.ts';
import { MissingParts } from './missing-parts.tsx';
import type { ModelParams } from './model-params.ts';
import { PruningCurves } from './pruning-curves.tsx';
import { PruningsTable } from './prunings-table.tsx';
import { QuantizationSection } from './quantization-section.tsx';
import { RepairSection } from './repair-section.tsx';
import { SensitivitySection } from './sensitivity-section.tsx';
import { type PruningOverview, summarizePrunings } from './summarize-prunings.ts';

export interface ChangedModelsProps {
  readonly data: ModelData;
  readonly choice: ModelParams;
}

/** What was measured on the pruned, the repaired and the quantized model. It takes most of the page's time, so the page does not wait for it. */
export function ChangedModels(props: ChangedModelsProps): Promise<ReactNode> {
  return renderWithApi(() => renderSections(props));
}

async function renderSections({ data, choice }: ChangedModelsProps): Promise<ReactNode> {
  const { model } = data;
  const { slug } = model;
  const [removals, insight] = await Promise.all([loadRemovals(data), loadInsight(slug, choice)]);
  const { strategies, sensitivity, efficiencies, quantization, repairs } = insight;
  const overview = summarizePrunings({ ...data, ...removals }, isAboveChance(choice.chance));
  const measured = overview.prunings.some((pruning) => Object.keys(pruning.retention).length > 0 || pruning.perplexity !== null);
  return (
    <>
      {(measured || data.unitSets.length > 1) && (
        <PruningCurves
          overview={overview}
          evaluationsQuery={removals.evaluationsQuery}
          strategies={strategies}
          unitSets={data.unitSets}
          blockCount={model.blockCount}
          lane={data.lane}
          lanes={data.lanes}
        />
      )}
      {overview.prunings.length > 0 && (
        <PruningsTable overview={overview} slug={slug} efficiencies={efficiencies.data} query={removals.evaluationsQuery} />
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
      <MissingParts parts={[sensitivity, quantization, efficiencies, repairs]} />
    </>
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
