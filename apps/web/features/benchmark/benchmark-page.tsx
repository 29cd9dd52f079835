import { notFound } from 'next/navigation';
import type { ReactNode } from 'react';
import { BenchmarkFactsDocument, BenchmarkResultsDocument } from '../../generated/graphql.ts';
import { fetchApi } from '../api/fetch-api.ts';
import { fetchNodes } from '../api/fetch-nodes.ts';
import { type Chance, isAboveChance } from '../pruning/chance-params.ts';
import { ChanceSwitch } from '../pruning/chance-switch.tsx';
import { getRetentionWords } from '../pruning/retention-words.ts';
import { toQuerySource } from '../query/query-source.ts';
import { RecordedNote } from '../recording/recorded-note.tsx';
import { getNumbers } from '../ui/get-numbers.ts';
import panel from '../ui/panel.module.css';
import { Section } from '../ui/section.tsx';
import { BenchmarkResults } from './benchmark-results.tsx';
import { describeKind } from './describe-kind.ts';
import { MAX_RESULTS } from './max-results.ts';

/** One benchmark: what it asks, and what every model reaches on it, whole and pruned. */
export async function BenchmarkPage({ name, chance }: { readonly name: string; readonly chance: Chance }): Promise<ReactNode> {
  const numbers = await getNumbers();
  const names = [name];
  const [{ benchmarks }, dense, pruned] = await Promise.all([
    fetchApi(BenchmarkFactsDocument, { names }),
    listResults(names, true),
    listResults(names, false),
  ]);
  const benchmark = benchmarks.nodes[0];
  if (!benchmark) notFound();
  const hasChance = typeof benchmark.chance === 'number';
  // Without a chance level there is nothing to take out, so the switch is not offered and changes nothing.
  const aboveChance = hasChance && isAboveChance(chance);
  const words = getRetentionWords(aboveChance);
  const facts: readonly (readonly [string, string])[] = [
    ['Category', benchmark.category],
    ['Kind', describeKind(benchmark.kind)],
    ['Documents', numbers.integer(benchmark.documentCount)],
    ['Chance', numbers.fixed(benchmark.chance, 3)],
    ['Version', benchmark.version],
    ['SHA-256 of the documents', benchmark.digest.slice(0, 12)],
  ];
  return (
    <div className={panel.page}>
      <div>
        <h1>{benchmark.name}</h1>
        <p className={panel.lead}>{benchmark.description}</p>
        <dl className={panel.facts} style={{ paddingTop: 'var(--space-4)' }}>
          {facts.map(([term, text]) => (
            <div key={term}>
              <dt>{term}</dt>
              <dd>{text}</dd>
            </div>
          ))}
        </dl>
      </div>
      <RecordedNote rows={[...dense, ...pruned]} />
      <Section id="whole" title="Whole models" intro="Each metric with its standard error.">
        <BenchmarkResults
          kind="whole"
          benchmark={benchmark.name}
          results={dense}
          aboveChance={aboveChance}
          query={toQuerySource(BenchmarkResultsDocument, { names, dense: true })}
        />
      </Section>
      <Section
        id="pruned"
        title="Pruned models"
        intro={
          hasChance
            ? `${words.title} is ${words.formula}, ${aboveChance ? 'which exists for accuracies of models that do not guess' : 'of the same metric'}. Its interval pairs the documents of both.`
            : 'Retention is the value divided by that of the whole model. Its interval pairs the documents of both. No chance level is known here, so it is always as measured.'
        }
        actions={hasChance && <ChanceSwitch />}
      >
        <BenchmarkResults
          kind="pruned"
          benchmark={benchmark.name}
          results={pruned}
          aboveChance={aboveChance}
          query={toQuerySource(BenchmarkResultsDocument, { names, dense: false })}
        />
      </Section>
    </div>
  );
}

function listResults(names: string[], dense: boolean) {
  return fetchNodes({
    document: BenchmarkResultsDocument,
    variables: { names, dense },
    pick: ({ evaluations }) => evaluations,
    limit: MAX_RESULTS,
  });
}
