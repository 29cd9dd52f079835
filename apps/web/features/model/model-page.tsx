import { notFound } from 'next/navigation';
import { type ReactNode, Suspense } from 'react';
import {
  ActiveJobsDocument,
  ModelPruningsDocument,
  ModelScoresDocument,
  ModelStrategiesDocument,
  RunSeriesDocument,
} from '../../generated/graphql.ts';
import { AnswerPanel } from '../answer/answer-panel.tsx';
import type { AnswerParams } from '../answer/answer-params.ts';
import { FormsTable } from '../answer/forms-table.tsx';
import { loadAnswer } from '../answer/load-answer.ts';
import { fetchApi, fetchIfThere } from '../api/fetch-api.ts';
import { fetchNodes } from '../api/fetch-nodes.ts';
import { renderWithApi } from '../api/render-with-api.tsx';
import { WhereBitsMatter } from '../bits/where-bits-matter.tsx';
import { CostChart } from '../cost/cost-chart.tsx';
import { loadCosts } from '../cost/load-costs.ts';
import { toUnitKinds } from '../pruning/unit-sets.ts';
import { OthersMeasuredOf } from '../published/others-measured.tsx';
import { PredictedSection } from '../published/predicted-section.tsx';
import { toQuerySource } from '../query/query-source.ts';
import { loadRepairs } from '../repair/load-repairs.ts';
import { RepairsTable } from '../repair/repairs-table.tsx';
import { toMember } from '../session/session.ts';
import { findSession } from '../session/session-cookie.ts';
import { ModelStrips } from '../strips/model-strips.tsx';
import panel from '../ui/panel.module.css';
import { Section } from '../ui/section.tsx';
import { WhichWords } from '../words/which-words.tsx';
import { LayersTab } from './layers-tab.tsx';
import { findModelData, type ModelData } from './load-model.ts';
import { ManageModel } from './manage-model.tsx';
import styles from './model.module.css';
import { ModelHeader } from './model-header.tsx';
import type { ModelParams, ModelTab } from './model-params.ts';
import { ModelProgress } from './model-progress.tsx';
import { ModelTabs } from './model-tabs.tsx';
import { ProvenanceTab } from './provenance-tab.tsx';
import { PruningsTab } from './prunings-tab.tsx';
import { StrategiesTab } from './strategies-tab.tsx';
import { TextSelect, Where } from './where.tsx';

export interface ModelPageProps {
  readonly slug: string;
  readonly choice: ModelParams;
  readonly question: AnswerParams;
}

/** One model: the answer, where it is redundant, what removing costs, what is saved; and everything else in tabs. */
export async function ModelPage({ slug, choice, question }: ModelPageProps): Promise<ReactNode> {
  const [data, { jobs }, answer, session] = await Promise.all([
    findModelData(slug, choice),
    fetchApi(ActiveJobsDocument, { models: [slug] }),
    loadAnswer(slug, question),
    findSession(),
  ]);
  if (data === null) notFound();
  const { model, scoreRun, scores } = data;
  return (
    <div className={panel.page}>
      <div>
        <ModelHeader model={model} run={scoreRun} />
        {session && toMember(session).mayScore && model.source !== 'bundled' && (
          <ManageModel model={model} mayDelete={session.scopes.includes('ADMIN')} />
        )}
      </div>
      <ModelProgress slug={model.slug} scored={scoreRun !== null} study={model.studies.nodes[0] ?? null} initialJobs={jobs.nodes} />
      {answer && (
        <section aria-labelledby="answer">
          <h2 id="answer" className="visually-hidden">
            What can go?
          </h2>
          <AnswerPanel {...answer} models={null} />
        </section>
      )}
      {scores && scoreRun && <Where slug={slug} scores={scores} run={scoreRun} kinds={model.layers.nodes.map(({ kind }) => kind)} />}
      <Suspense fallback={<div className={`${panel.panel} ${styles.awaited}`} aria-busy="true" data-awaited />}>
        <Costs data={data} />
      </Suspense>
      {answer && answer.answer.front.length > 0 && (
        <FormsTable front={answer.answer.front} slug={slug} limit={answer.question.limit} query={answer.query} />
      )}
      <WhereBitsMatter slug={model.slug} />
      <WhichWords slug={model.slug} />
      <ModelStrips slug={model.slug} />
      <OthersMeasuredOf slug={model.slug} />
      {model.architecture !== null && (
        <PredictedSection
          hubId={model.name}
          config={{ model_type: model.architecture, num_hidden_layers: model.blockCount, hidden_size: model.hiddenSize }}
        />
      )}
      <ModelTabs data={data} choice={choice} render={(tab) => renderTab(tab, data, choice)} />
    </div>
  );
}

/** The cost of removing units. It takes most of the page's time, so the page does not wait for it. */
function Costs({ data }: { readonly data: ModelData }): Promise<ReactNode> {
  return renderWithApi(() => renderCosts(data));
}

async function renderCosts({ model, text: chosen, texts }: ModelData): Promise<ReactNode> {
  const costs = await loadCosts(model.slug, chosen);
  const text = costs[0]?.text ?? chosen ?? texts[0];
  if (text === undefined || (costs.length === 0 && texts.length === 1)) return null;
  return (
    <Section
      id="cost"
      title="What does removing cost?"
      intro={`Perplexity on ${text} without some units ÷ that of the whole model, for the units of lowest influence, for the best other choice that was measured, and for random inner units.`}
      actions={texts.length > 1 && <TextSelect texts={[...texts]} text={text} />}
    >
      {costs.length > 0 ? (
        <div className={panel.pair}>
          {costs.map((cost) => (
            <CostChart key={cost.units} cost={cost} />
          ))}
        </div>
      ) : (
        <p className={panel.lead}>Nothing was removed from this model yet that this text judges.</p>
      )}
    </Section>
  );
}

async function renderTab(tab: ModelTab, data: ModelData, choice: ModelParams): Promise<ReactNode> {
  const { model, scoreRun, scores } = data;
  const { slug } = model;
  const units = toUnitKinds(choice.units);
  if (tab === 'provenance') return <ProvenanceTab model={model} run={scoreRun} />;
  if (tab === 'layers') {
    if (scoreRun === null) return <p className={panel.lead}>This model is not scored yet.</p>;
    const variables = { id: scoreRun.id };
    const { node } = await fetchApi(RunSeriesDocument, variables);
    return (
      <LayersTab
        slug={slug}
        scoresQuery={toQuerySource(ModelScoresDocument, { slug, scoreRun: scoreRun.id })}
        layers={model.layers.nodes}
        scores={scores}
        series={node && 'series' in node ? node.series : null}
        seriesQuery={toQuerySource(RunSeriesDocument, variables)}
      />
    );
  }
  if (tab === 'repairs') return <RepairsTable slug={slug} {...(await loadRepairs(slug))} />;
  if (tab === 'prunings') {
    const variables = { slug, units };
    const prunings = await fetchNodes({ document: ModelPruningsDocument, variables, pick: (reply) => reply.prunings });
    return <PruningsTab prunings={prunings} units={choice.units} slug={slug} query={toQuerySource(ModelPruningsDocument, variables)} />;
  }
  const benchmark = choice.benchmark ?? data.text ?? data.benchmarks[0];
  if (benchmark === undefined) return <p className={panel.lead}>No benchmark was measured on this model yet.</p>;
  const variables = data.texts.includes(benchmark) ? { slug, units, text: benchmark } : { slug, units, benchmark };
  const found = await fetchIfThere(ModelStrategiesDocument, variables);
  if (!found?.model) return <p className={panel.lead}>Nothing of these units was removed from this model and measured here.</p>;
  return (
    <StrategiesTab
      comparison={found.model.strategyComparison}
      units={choice.units}
      benchmark={benchmark}
      benchmarks={data.benchmarks}
      slug={slug}
      query={toQuerySource(ModelStrategiesDocument, variables)}
    />
  );
}
