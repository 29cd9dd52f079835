import Link from 'next/link';
import { notFound } from 'next/navigation';
import type { ReactNode } from 'react';
import { BothBoardsDocument, FamilyPageDocument } from '../../generated/graphql.ts';
import { BoardTable } from '../answer/board.tsx';
import { fetchApi } from '../api/fetch-api.ts';
import { AgreementSection } from '../compare/agreement-section.tsx';
import { type CompareParams, MAX_LINES, toCompareHref } from '../compare/compare-params.ts';
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
  readonly metric: CompareParams['metric'];
}

const LIMIT = { lose: 0.1 };

/** One family: its models, what can go from them, where they are redundant, whether they agree, and what removing blocks costs them. */
export async function FamilyPage({ slug, metric: wanted }: FamilyPageProps): Promise<ReactNode> {
  const [{ families, models }, { board, testBoard }] = await Promise.all([
    fetchApi(FamilyPageDocument, { slugs: [slug], family: slug }),
    fetchApi(BothBoardsDocument, LIMIT),
  ]);
  const family = families.nodes[0];
  if (!family) notFound();
  const scored = models.nodes.filter(({ canonicalScoreRun }) => canonicalScoreRun !== null).map((model) => model.slug);
  const slugs = scored.slice(0, MAX_LINES);
  const [{ result, metrics, query }, costs] = await Promise.all([loadComparison({ models: slugs, metric: wanted }), loadBlockCosts(slugs)]);
  const rows = [...board, ...testBoard].filter(({ model }) => model.family.slug === slug);
  return (
    <div className={panel.page}>
      <div>
        <h1>{family.name}</h1>
        <p className={panel.lead}>
          {family.description ?? 'Models of one architecture and training recipe.'}{' '}
          <Link href={toCompareHref(scored)}>Compare them with others</Link>.
        </p>
      </div>
      {rows.length > 0 && (
        <Section
          id="removable"
          title="What can go?"
          intro="At most 10 % more perplexity. Strong: shown to be within it. Faint: measured and not ruled out."
        >
          <BoardTable rows={rows} query={toQuerySource(BothBoardsDocument, LIMIT)} />
        </Section>
      )}
      <p className={panel.lead}>
        {countOf(models.nodes.length, 'model')}:{' '}
        {models.nodes.map(({ slug: model, name }, place) => (
          <span key={model}>
            {place > 0 && ', '}
            <Link href={`/models/${encodeURIComponent(model)}`}>{name}</Link>
          </span>
        ))}
        .
      </p>
      {result && (
        <>
          <InfluenceSection title="Where is the family redundant?" result={result} query={query} metrics={metrics} />
          <AgreementSection result={result} query={query} />
        </>
      )}
      <CostLines costs={costs} models={models.nodes.filter((model) => slugs.includes(model.slug))} />
    </div>
  );
}
