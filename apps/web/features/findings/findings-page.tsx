import type { ReactNode } from 'react';
import {
  FindingBitsDocument,
  FindingTextsDocument,
  PublishedFindingsDocument,
  PublishedResultsDocument,
  RepairedPruningsDocument,
} from '../../generated/graphql.ts';
import { fetchApi } from '../api/fetch-api.ts';
import { fetchNodes } from '../api/fetch-nodes.ts';
import { CostChart } from '../cost/cost-chart.tsx';
import { type LoadedCost, listModelTexts, loadCostsOnTexts, type ModelText, pickMostJudged, pickText } from '../cost/load-costs.ts';
import { PublishedFindings } from '../published/published-findings.tsx';
import { toQuerySource } from '../query/query-source.ts';
import { loadRepairs } from '../repair/load-repairs.ts';
import { numbers } from '../ui/numbers.ts';
import panel from '../ui/panel.module.css';
import { Section } from '../ui/section.tsx';
import { BitsTable, KindsTable, PublishedTable, RepairSharesTable, SearchesTable } from './finding-tables.tsx';
import {
  compareWithRandom,
  describeBits,
  describeClaims,
  describeInfluence,
  describeKinds,
  describeRepairs,
  describeSearches,
  describeTexts,
  describeUnitCosts,
  listBits,
  listClaims,
  listKindRows,
  listRepairShares,
  listSearchGains,
  listTextScores,
} from './read-findings.ts';
import { TextsChart } from './texts-chart.tsx';

/** This many models are charted. */
const CHARTED = 4;

/** One question a section; each finding is computed from the measurements as they are stored now. */
export async function FindingsPage(): Promise<ReactNode> {
  const [{ onTexts, measured, models, repairs, bits, scores }, published, agreements] = await Promise.all([
    loadMeasured(),
    fetchNodes({ document: PublishedResultsDocument, variables: {}, pick: ({ publishedResults }) => publishedResults }),
    fetchApi(PublishedFindingsDocument, {}),
  ]);
  // On the text on which influence stands beside most random draws.
  const ofBlocks = onTexts.map((texts) => texts.map((costs) => costs.filter(({ units }) => units === 'block')));
  const blocks = ofBlocks.flatMap((texts) => pickText(texts, (costs) => costs.flatMap(compareWithRandom)));
  const everything = measured.flat();
  const claims = listClaims(published);
  const kinds = scores.flatMap(({ model, layers, texts: found }) => listKindRows(layers, found, model.name));
  const gains = listSearchGains(everything);
  const shares = repairs.flatMap(({ rows }, place) => listRepairShares(rows, models[place]?.name ?? NO_MODEL));
  return (
    <div className={panel.page}>
      <div>
        <h1>Findings</h1>
        <p className={panel.lead}>
          Each title is computed from the stored measurements when this page is read. Costs are perplexity ÷ that of the whole model.
        </p>
      </div>
      <Question id="influence" title="Does influence beat random?" finding={describeInfluence(onTexts.flat(2))}>
        <Charts costs={blocks} />
      </Question>
      <Question
        id="units"
        title="Blocks, attentions or MLPs?"
        finding={measured.map((costs) => `${costs[0]?.model.name}: ${describeUnitCosts(costs)}`).join('. ')}
      >
        <Charts costs={everything.filter(({ units }) => units === 'attention' || units === 'mlp')} />
      </Question>
      <Question id="repairs" title="Do repairs help, and on which text?" finding={describeRepairs(shares)}>
        <RepairSharesTable rows={shares} query={toQuerySource(RepairedPruningsDocument, { slug: models[0]?.slug ?? NO_MODEL })} />
      </Question>
      <Question id="searches" title="Do searches pay?" finding={describeSearches(gains)}>
        <SearchesTable rows={gains} />
      </Question>
      <Question
        id="bits"
        title="Fewer blocks, or fewer bits?"
        finding={bits.map(({ name, rows }) => `${name}: ${describeBits(rows)}`).join('. ')}
      >
        <BitsTable
          rows={bits.flatMap(({ rows }) => rows)}
          query={toQuerySource(FindingBitsDocument, { slug: models[0]?.slug ?? NO_MODEL })}
        />
      </Question>
      <Question id="texts" title="Do texts agree?">
        <div className={panel.pair}>
          {scores
            .filter(({ texts: found }) => found.length > 1)
            .map(({ model, texts: found, query }) => (
              <TextsChart
                key={model.slug}
                title={describeTexts(found, model.blockCount, model.name)}
                slug={model.slug}
                texts={found}
                query={query}
              />
            ))}
        </div>
      </Question>
      <Question id="kinds" title="Which kind of block goes first?" finding={describeKinds(kinds)}>
        {kinds.length > 0 && <KindsTable rows={kinds} query={toQuerySource(FindingTextsDocument, { slug: models[0]?.slug ?? NO_MODEL })} />}
      </Question>
      <PublishedFindings agreements={agreements} />
      <Question id="papers" title="Do the claims of papers hold?" finding={describeClaims(claims, blocks)}>
        <PublishedTable
          rows={claims}
          status={`${claims.length} of ${numbers.integer(published.length)} printed numbers, which the query reads; none of them was measured here`}
          query={toQuerySource(PublishedResultsDocument, {})}
        />
      </Question>
    </div>
  );
}

// The query of a table without models, which shows none.
const NO_MODEL = '';

/** Bundled models with their invented world stand in until another is measured. */
function chooseModels(texts: readonly ModelText[]): readonly ModelText[] {
  const others = texts.filter(({ source }) => source !== 'bundled');
  return others.length > 0 ? others : texts;
}

/** The models with most kinds of removed units, and what was measured of them. */
async function loadMeasured() {
  const all = await loadCostsOnTexts(chooseModels(await listModelTexts(null)));
  const charted = all
    .map((onTexts) => ({ onTexts, costs: pickMostJudged(onTexts) }))
    .toSorted((a, b) => b.costs.length - a.costs.length)
    .slice(0, CHARTED);
  const [onTexts, measured] = [charted.map((one) => one.onTexts), charted.map(({ costs }) => costs)];
  const models = measured.flatMap(([first]) => (first ? [first.model] : []));
  const [repairs, bits, scores] = await Promise.all([
    Promise.all(models.map(({ slug }) => loadRepairs(slug))),
    Promise.all(models.map(loadBits)),
    Promise.all(models.map(loadTexts)),
  ]);
  return { onTexts, measured, models, repairs, bits, scores };
}

async function loadBits({ slug, name }: ModelText) {
  const { model } = await fetchApi(FindingBitsDocument, { slug });
  return { name, rows: model === null ? [] : listBits(model.answer.front, name) };
}

async function loadTexts(model: ModelText) {
  const variables = { slug: model.slug };
  const reply = await fetchApi(FindingTextsDocument, variables);
  return {
    model,
    layers: reply.model === null ? [] : reply.model.layers.nodes,
    texts: reply.model === null ? [] : listTextScores(reply.model.scoreRuns.nodes),
    query: toQuerySource(FindingTextsDocument, variables),
  };
}

function Charts({ costs }: { readonly costs: readonly LoadedCost[] }): ReactNode {
  return (
    <div className={panel.pair}>
      {costs.map((cost) => (
        <CostChart key={`${cost.model.slug}/${cost.units}`} cost={cost} title={`${cost.model.name}. ${cost.finding}`} />
      ))}
    </div>
  );
}

interface QuestionProps {
  readonly id: string;
  readonly title: string;
  /** Default: the charts say it. */
  readonly finding?: string;
  readonly children: ReactNode;
}

function Question({ id, title, finding = '', children }: QuestionProps): ReactNode {
  return (
    <Section id={id} title={title} intro={finding === '' ? undefined : `${finding}.`}>
      {children}
    </Section>
  );
}
