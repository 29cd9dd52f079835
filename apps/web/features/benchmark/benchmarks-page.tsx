import type { ReactNode } from 'react';
import { BenchmarksDocument } from '../../generated/graphql.ts';
import { fetchNodes } from '../api/fetch-nodes.ts';
import { toQuerySource } from '../query/query-source.ts';
import panel from '../ui/panel.module.css';
import { BenchmarksTable } from './benchmarks-table.tsx';

/** Every benchmark that something was measured on. */
export async function BenchmarksPage(): Promise<ReactNode> {
  const benchmarks = await fetchNodes({ document: BenchmarksDocument, variables: {}, pick: (result) => result.benchmarks });
  return (
    <div className={panel.page}>
      <div>
        <h1>Benchmarks</h1>
        <p className={panel.lead}>
          The tasks that models are measured on. Each follows the definition and the formulas of lm-evaluation-harness; its page lists what
          every model reaches.
        </p>
      </div>
      <BenchmarksTable benchmarks={benchmarks} query={toQuerySource(BenchmarksDocument, {})} />
    </div>
  );
}
