import { toEnumName } from '@lamina/metrics';
import Link from 'next/link';
import { createSerializer } from 'nuqs/server';
import type { ReactNode } from 'react';
import { BoardDocument, CompareModelsDocument } from '../../generated/graphql.ts';
import { BoardTable } from '../answer/board.tsx';
import { fetchApi } from '../api/fetch-api.ts';
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
import { type CompareEntry, listSlugs } from './compare-entry.ts';
import { type CompareParams, compareParsers, MAX_ENTRIES, METRIC_LABELS } from './compare-params.ts';
import { EntryPicker } from './entry-picker.tsx';
import { InfluenceSection } from './influence-section.tsx';
import { loadComparison, type Problem } from './load-comparison.ts';
import { SaveComparison } from './save-comparison.tsx';

interface NotComparableProps {
  readonly problem: Problem;
  readonly entries: readonly CompareEntry[];
  /** The page's address without this entry. */
  readonly getAddressWithout: (entry: CompareEntry) => string;
}

const CODES: Readonly<Record<string, string>> = {
  NOT_COMPARABLE: 'The scores are not comparable',
  NOT_FOUND: 'One of the models has no scores to compare',
};

/** The API's reason why the scores cannot be compared, and links to continue without the entry that differs. */
function NotComparable({ problem, entries, getAddressWithout }: NotComparableProps): ReactNode {
  const apart = entries.filter(({ members }) => problem.models.length === 0 || members.some(({ slug }) => problem.models.includes(slug)));
  return (
    <Notice tone="bad" title={CODES[String(problem.code)] ?? 'The scores cannot be compared'}>
      <p>Not comparable because {problem.message}</p>
      {entries.length > 2 && (
        <p>
          Compare without{' '}
          {apart.map((entry, index) => (
            <span key={entry.slug}>
              {index > 0 && ' or '}
              <Link href={getAddressWithout(entry)}>{entry.label}</Link>
            </span>
          ))}
          .
        </p>
      )}
    </Notice>
  );
}

const serialize = createSerializer(compareParsers);

/** The limit at which models are compared: that of the board. */
const LIMIT = { lose: 0.1 };

/** Comparison of up to six models or families: what can go, what removing costs, which layers matter, and whether they agree. */
export async function ComparePage({ params }: { readonly params: CompareParams }): Promise<ReactNode> {
  const [data, session] = await Promise.all([loadComparison(params), findSession()]);
  const { entries, unknown, metrics, metric, result, problem } = data;
  const slugs = listSlugs(entries);
  const [{ board }, costs] = await Promise.all([fetchApi(BoardDocument, LIMIT), loadBlockCosts(slugs)]);
  const view = { slugs, metric: toEnumName(metric), lowestCount: params.lowest };
  const query = toQuerySource(CompareModelsDocument, view);
  return (
    <div className={panel.page}>
      <div className={styles.top}>
        <div>
          <h1>Compare models and families</h1>
          <p className={panel.lead}>
            Compare up to {MAX_ENTRIES} entries: what can go from each, what removing costs, which layers matter, and whether the models
            agree.
          </p>
        </div>
        {result && <SaveComparison view={view} signedIn={session !== null} />}
      </div>
      <EntryPicker entries={entries} />
      <RecordedNote rows={result === null ? [] : result.models.map(({ scoreRun }) => scoreRun)} />
      {unknown.length > 0 && (
        <Notice tone="bad" title="Not registered here">
          <p>{unknown.join(', ')}</p>
        </Notice>
      )}
      {entries.some(({ leftOut }) => leftOut > 0) && (
        <p className={styles.caution}>
          {entries
            .filter(({ leftOut }) => leftOut > 0)
            .map(({ label, members, leftOut }) => `${label} is represented by ${members.length} of its ${members.length + leftOut} models`)
            .join('; ')}
          : the newest that were scored in one lane, ten models at most in a comparison.
        </p>
      )}
      {slugs.length < 2 && (
        <Notice title={slugs.length === 0 ? 'Nothing is compared yet' : 'One model alone'}>
          <p>Add models or families above; two or more are set side by side. The address holds them: share it.</p>
        </Notice>
      )}
      {problem && (
        <NotComparable problem={problem} entries={entries} getAddressWithout={(entry) => serialize('/compare', leaveOut(params, entry))} />
      )}
      {slugs.length > 1 && (
        <>
          <Section
            id="removable"
            title="What can go from each?"
            intro="Share of the parameters that can be taken out for at most 10 % more perplexity. Dark: shown to be safe. Light: not ruled out."
          >
            <BoardTable rows={board.filter(({ model }) => slugs.includes(model.slug))} query={toQuerySource(BoardDocument, LIMIT)} />
          </Section>
          {costs.length > 0 && (
            <Section id="cost" title="What does removing blocks cost?">
              <CostLines costs={costs} />
            </Section>
          )}
        </>
      )}
      {result && metric !== params.metric && (
        <p className={styles.caution}>
          {METRIC_LABELS[params.metric]} is not measured for every model here. The chart shows {METRIC_LABELS[metric].toLowerCase()}.
        </p>
      )}
      {result && (
        <>
          <InfluenceSection title="Where are they redundant?" {...{ entries, result, query, metrics }} />
          <AgreementSection {...{ entries, result, query }} />
        </>
      )}
    </div>
  );
}

function leaveOut(params: CompareParams, { kind, slug }: CompareEntry): CompareParams {
  const list = kind === 'model' ? 'models' : 'families';
  return { ...params, [list]: params[list].filter((one) => one !== slug) };
}
