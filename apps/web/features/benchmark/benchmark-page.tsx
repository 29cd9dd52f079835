import { toKebabName } from '@lamina/metrics';
import Link from 'next/link';
import { notFound } from 'next/navigation';
import type { ReactNode } from 'react';
import { BenchmarkFactsDocument, BenchmarkResultsDocument } from '../../generated/graphql.ts';
import { fetchApi } from '../api/fetch-api.ts';
import { toQuerySource } from '../query/query-source.ts';
import { RecordedNote } from '../recording/recorded-note.tsx';
import { Facts } from '../ui/facts.tsx';
import { numbers } from '../ui/numbers.ts';
import panel from '../ui/panel.module.css';
import { Section } from '../ui/section.tsx';
import { BenchmarkResults } from './benchmark-results.tsx';

/** Requests for one page of a table; the API gives 100 rows in each. */
const REQUESTS = 2;

export interface BenchmarkPageProps {
  readonly name: string;
  /** Cursor of the evaluations of pruned models after which the page starts; null: from the first. */
  readonly after: string | null;
}

/** One benchmark: what it asks, and what every model reaches on it, whole and changed. */
export async function BenchmarkPage({ name, after }: BenchmarkPageProps): Promise<ReactNode> {
  const names = [name];
  const [{ benchmarks }, whole, changed] = await Promise.all([
    fetchApi(BenchmarkFactsDocument, { names }),
    loadResults({ names, dense: true, after: null }),
    loadResults({ names, dense: false, after }),
  ]);
  const benchmark = benchmarks.nodes[0];
  if (!benchmark) notFound();
  const hasChance = benchmark.chance !== null;
  const facts: readonly (readonly [string, string])[] = [
    ['Category', benchmark.category],
    ['Kind', toKebabName(benchmark.kind).replace('-', ' ')],
    ['Documents', numbers.integer(benchmark.documentCount)],
    ['Chance', numbers.fixed(benchmark.chance, 3)],
    ['Version', benchmark.version],
    ['SHA-256 of the documents', benchmark.digest.slice(0, 12)],
  ];
  const address = `/benchmarks/${encodeURIComponent(name)}`;
  return (
    <div className={panel.page}>
      <div>
        <h1>{benchmark.name}</h1>
        <p className={panel.lead}>{benchmark.description}</p>
        <Facts facts={facts} />
      </div>
      <RecordedNote rows={[...whole.rows, ...changed.rows]} />
      <Section id="whole" title="Whole models" intro="Each metric with its 95 % interval.">
        <BenchmarkResults
          kind="whole"
          benchmark={benchmark.name}
          results={whole.rows}
          total={whole.total}
          hasChance={hasChance}
          query={toQuerySource(BenchmarkResultsDocument, { names, dense: true })}
        />
      </Section>
      <Section
        id="changed"
        title="Changed models"
        intro={
          hasChance
            ? 'Kept is (changed − chance) ÷ (whole − chance): 1 = nothing lost, 0 = guessing. Empty where the benchmark cannot show a loss: the whole model is at most three standard errors above guessing.'
            : 'Changed ÷ whole: the value divided by that of the whole model on the same documents.'
        }
        actions={
          <div className={panel.facts}>
            {after !== null && <Link href={address as '/'}>From the first</Link>}
            {changed.next !== null && <Link href={`${address}?after=${encodeURIComponent(changed.next)}#changed` as '/'}>Next rows</Link>}
          </div>
        }
      >
        <BenchmarkResults
          kind="changed"
          benchmark={benchmark.name}
          results={changed.rows}
          total={changed.total}
          hasChance={hasChance}
          query={toQuerySource(BenchmarkResultsDocument, { names, dense: false })}
        />
      </Section>
    </div>
  );
}

/** One page of evaluations, and the cursor of the next; null after the last. */
async function loadResults(variables: { readonly names: string[]; readonly dense: boolean; readonly after: string | null }) {
  const rows = [];
  let { after } = variables;
  for (let request = 1; ; request += 1) {
    const { evaluations } = await fetchApi(BenchmarkResultsDocument, { ...variables, after });
    rows.push(...evaluations.nodes);
    const { hasNextPage, endCursor } = evaluations.pageInfo;
    if (!hasNextPage || request === REQUESTS) return { rows, total: evaluations.totalCount, next: hasNextPage ? endCursor : null };
    after = endCursor;
  }
}
