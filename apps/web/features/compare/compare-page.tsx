import { toEnumName } from '@lamina/metrics';
import Link from 'next/link';
import type { ReactNode } from 'react';
import { BothBoardsDocument, ComparedPublishedDocument, StripsOfDocument } from '../../generated/graphql.ts';
import { BoardTable } from '../answer/board.tsx';
import { fetchApi } from '../api/fetch-api.ts';
import { getSeriesStyle } from '../chart/series-style.ts';
import { CostLines } from '../cost/cost-lines.tsx';
import { loadBlockCosts } from '../cost/load-costs.ts';
import { toQuerySource } from '../query/query-source.ts';
import { RecordedNote } from '../recording/recorded-note.tsx';
import { findSession } from '../session/session-cookie.ts';
import { Notice } from '../ui/notice.tsx';
import panel from '../ui/panel.module.css';
import { Section } from '../ui/section.tsx';
import { AgreementSection } from './agreement-section.tsx';
import styles from './compare.module.css';
import { type CompareParams, MAX_LINES, METRIC_LABELS, toCompareHref } from './compare-params.ts';
import { ComparePicker } from './compare-picker.tsx';
import { CompareStrips } from './compare-strips.tsx';
import { InfluenceSection } from './influence-section.tsx';
import { type ComparisonData, loadComparison, type Problem } from './load-comparison.ts';
import { PublishedOverlay } from './published-overlay.tsx';
import { SaveComparison } from './save-comparison.tsx';

const CODES: Readonly<Record<string, string>> = {
  NOT_COMPARABLE: 'The scores are not comparable',
  NOT_FOUND: 'One of the models has no scores to compare',
};

/** The API's reason why the scores cannot be compared, and links to continue without the model that differs. */
function NotComparable({ problem, models }: Pick<ComparisonData, 'models'> & { readonly problem: Problem }): ReactNode {
  const apart = models.filter(({ slug }) => problem.models.length === 0 || problem.models.includes(slug));
  return (
    <Notice tone="bad" title={CODES[String(problem.code)] ?? 'The scores cannot be compared'}>
      <p>Not comparable because {problem.message}</p>
      {models.length > 2 && (
        <p>
          Compare without{' '}
          {apart.map(({ slug, name }, index) => (
            <span key={slug}>
              {index > 0 && ' or '}
              <Link href={toCompareHref(models.map((model) => model.slug).filter((one) => one !== slug))}>{name}</Link>
            </span>
          ))}
          .
        </p>
      )}
    </Notice>
  );
}

/** The limit at which models are compared: that of the board. */
const LIMIT = { lose: 0.1 };

/** Comparison of any number of models: which blocks matter least, what can go, what removing costs, and whether they agree. */
export async function ComparePage({ params }: { readonly params: CompareParams }): Promise<ReactNode> {
  const [data, session] = await Promise.all([loadComparison(params), findSession()]);
  const { models, drawn, unknown, metrics, metric, result, problem, query } = data;
  const slugs = models.map(({ slug }) => slug);
  const undrawn = models.slice(drawn.length);
  const names = [...unknown, ...models.flatMap(({ published }) => published?.slug ?? [])]; // of most measured models nothing is published
  const [{ board, testBoard }, costs, { publishedModels }, strips] = await Promise.all([
    fetchApi(BothBoardsDocument, LIMIT),
    loadBlockCosts(drawn.map(({ slug }) => slug)),
    fetchApi(ComparedPublishedDocument, { names }),
    fetchApi(StripsOfDocument, { models: [...slugs, ...names] }),
  ]);
  const published = publishedModels.nodes.toSorted((one, other) => names.indexOf(one.slug) - names.indexOf(other.slug));
  const chosen = [
    ...models.map(({ slug, name }, place) => ({ slug, name, style: place < MAX_LINES ? getSeriesStyle(place) : null })),
    ...published.filter(({ slug }) => unknown.includes(slug)).map(({ slug, name }) => ({ slug, name, style: null })),
  ];
  const judged = [...board, ...testBoard].filter(({ model }) => slugs.includes(model.slug));
  const unjudged = chosen.filter(({ slug }) => judged.every(({ model }) => model.slug !== slug));
  const missing = unknown.filter((slug) => published.every((model) => model.slug !== slug));
  return (
    <div className={panel.page}>
      <div className={styles.top}>
        <div>
          <h1>Compare models</h1>
          <p className={panel.lead}>
            Any number of models side by side: which blocks matter least, what can go from each, what removing costs, whether they agree,
            and what others published of them. Two runs of lm-evaluation-harness: <Link href="/compare-runs">compare runs</Link>.
          </p>
        </div>
        {result && (
          <SaveComparison view={{ slugs: drawn.map(({ slug }) => slug), metric: toEnumName(metric) }} signedIn={session !== null} />
        )}
      </div>
      <ComparePicker models={chosen} />
      <RecordedNote rows={result === null ? [] : result.models.map(({ scoreRun }) => scoreRun)} />
      {missing.length > 0 && (
        <Notice tone="bad" title="Not registered here">
          <p>{missing.join(', ')}</p>
        </Notice>
      )}
      {chosen.length < 2 && (
        <Notice title={chosen.length === 0 ? 'Nothing is compared yet' : 'One model alone'}>
          <p>Add models above; two or more are set side by side. The address holds them: share it.</p>
        </Notice>
      )}
      <CompareStrips operations={Object.values(strips)} models={chosen} />
      {undrawn.length > 0 && (
        <p className={styles.caution}>
          A chart tells {MAX_LINES} lines apart. Not drawn as lines: {undrawn.map(({ name }) => name).join(', ')}.
        </p>
      )}
      {problem && <NotComparable problem={problem} models={models} />}
      {slugs.length > 1 && (
        <>
          <Section
            id="removable"
            title="What can go from each?"
            intro="Share of the file that can be taken out for at most 10 % more perplexity. Strong: shown to be within it. Faint: measured and not ruled out."
          >
            <BoardTable rows={judged} query={toQuerySource(BothBoardsDocument, LIMIT)} />
            {unjudged.length > 0 && (
              <p className={styles.aside}>
                Not in the table, because no change of them was judged here: {unjudged.map(({ name }) => name).join(', ')}.
              </p>
            )}
          </Section>
          <CostLines costs={costs} models={chosen.filter(({ slug }) => undrawn.every((model) => model.slug !== slug))} />
        </>
      )}
      {result && metric !== params.metric && (
        <p className={styles.caution}>
          {METRIC_LABELS[params.metric]} is not measured for every model here. The chart shows {METRIC_LABELS[metric].toLowerCase()}.
        </p>
      )}
      {result && (
        <>
          <InfluenceSection title="Where are they redundant?" result={result} query={query} metrics={metrics} />
          <AgreementSection result={result} query={query} />
        </>
      )}
      <PublishedOverlay models={published} />
    </div>
  );
}
