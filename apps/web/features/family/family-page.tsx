import { toEnumName } from '@lamina/metrics';
import Link from 'next/link';
import { notFound } from 'next/navigation';
import type { ReactNode } from 'react';
import { BoardDocument, CompareModelsDocument, FamilyModelsDocument, FamilyPageDocument } from '../../generated/graphql.ts';
import { BoardTable } from '../answer/board.tsx';
import { fetchApi } from '../api/fetch-api.ts';
import { fetchNodes } from '../api/fetch-nodes.ts';
import { listSlugs } from '../compare/compare-entry.ts';
import type { CompareParams } from '../compare/compare-params.ts';
import { InfluenceSection } from '../compare/influence-section.tsx';
import { loadComparison } from '../compare/load-comparison.ts';
import { CostLines } from '../cost/cost-lines.tsx';
import { loadBlockCosts } from '../cost/load-costs.ts';
import { toQuerySource } from '../query/query-source.ts';
import { countOf } from '../ui/format.ts';
import panel from '../ui/panel.module.css';
import { Section } from '../ui/section.tsx';

export interface FamilyPageProps {
  readonly slug: string;
  /** The settings of a comparison; which models it holds is given by the family. */
  readonly params: CompareParams;
}

const LIMIT = { lose: 0.1 };

/** One family: what it is, its models, what can go from them, where they are redundant, and what removing blocks costs them. */
export async function FamilyPage({ slug, params }: FamilyPageProps): Promise<ReactNode> {
  const variables = { family: slug };
  const [{ families }, models, { board }, comparison] = await Promise.all([
    fetchApi(FamilyPageDocument, { slugs: [slug] }),
    fetchNodes({ document: FamilyModelsDocument, variables, pick: (result) => result.models }),
    fetchApi(BoardDocument, LIMIT),
    loadComparison({ ...params, models: [], families: [slug] }),
  ]);
  const family = families.nodes[0];
  if (!family) notFound();
  const { entries, metrics, metric, result } = comparison;
  const slugs = listSlugs(entries);
  const costs = await loadBlockCosts(slugs);
  const rows = board.filter(({ model }) => model.family.slug === slug);
  return (
    <div className={panel.page}>
      <div>
        <h1>{family.name}</h1>
        <p className={panel.lead}>
          {family.description ?? 'Models of one architecture and training recipe.'}{' '}
          <Link href={`/compare?families=${encodeURIComponent(slug)}`}>Compare its layers with those of others</Link>.
        </p>
      </div>
      {rows.length > 0 && (
        <Section id="removable" title="What can go?" intro="At most 10 % more perplexity. Dark: shown to be safe. Light: not ruled out.">
          <BoardTable rows={rows} query={toQuerySource(BoardDocument, LIMIT)} />
        </Section>
      )}
      <p className={panel.lead}>
        {countOf(models.length, 'model')}:{' '}
        {models.map(({ slug: model, name }, place) => (
          <span key={model}>
            {place > 0 && ', '}
            <Link href={`/models/${encodeURIComponent(model)}`}>{name}</Link>
          </span>
        ))}
        .
      </p>
      {result && (
        <InfluenceSection
          title="Where is the family redundant?"
          entries={entries}
          result={result}
          metrics={metrics}
          query={toQuerySource(CompareModelsDocument, { slugs, metric: toEnumName(metric), lowestCount: params.lowest })}
        />
      )}
      {costs.length > 0 && (
        <Section id="cost" title="What does removing blocks cost?">
          <CostLines costs={costs} />
        </Section>
      )}
    </div>
  );
}
