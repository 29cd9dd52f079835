'use client';

import { useQueryStates } from 'nuqs';
import type { ReactNode } from 'react';
import { LineChart } from '../chart/line-chart.tsx';
import control from '../ui/control.module.css';
import { formatSignificant } from '../ui/format.ts';
import panel from '../ui/panel.module.css';
import { Section } from '../ui/section.tsx';
import { buildCurves } from './build-curves.ts';
import { describeCurves } from './describe-curves.ts';
import { modelParsers } from './model-params.ts';
import type { PruningOverview } from './summarize-prunings.ts';

export interface PruningCurvesProps {
  readonly overview: PruningOverview;
  readonly blockCount: number;
  readonly lane: string | null;
  readonly lanes: readonly string[];
}

const DENSE_RETENTION = { y: 1, label: 'dense = 1' };

/** What is kept against how many blocks are gone, per strategy: accuracy on the left, perplexity on the right. */
export function PruningCurves({ overview, blockCount, lane, lanes }: PruningCurvesProps): ReactNode {
  const [{ benchmark }, setParams] = useQueryStates(modelParsers, { scroll: false });
  const name = overview.benchmarks.includes(benchmark) ? benchmark : 'average';
  const retention = buildCurves(overview.prunings, 1, (pruning) => pruning.retention[name]);
  const perplexity =
    overview.densePerplexity === null ? [] : buildCurves(overview.prunings, overview.densePerplexity, (pruning) => pruning.perplexity);
  const xTitle = `Removed blocks (of ${blockCount})`;
  return (
    <Section
      id="curves"
      title="What does removing blocks cost?"
      intro="Each strategy chooses which blocks go first. Every point is a pruned model, evaluated on the same questions as the dense one."
      actions={
        <div className={control.bar}>
          <label className={control.field}>
            Retention of
            <select className={control.select} value={name} onChange={(event) => setParams({ benchmark: event.target.value })}>
              <option value="average">average of {overview.benchmarks.length} benchmarks</option>
              {overview.benchmarks.map((one) => (
                <option key={one}>{one}</option>
              ))}
            </select>
          </label>
          {lanes.length > 1 && (
            <label className={control.field}>
              Lane
              <select
                className={control.select}
                value={lane ?? ''}
                onChange={(event) => setParams({ lane: event.target.value }, { shallow: false })}
              >
                {lanes.map((one) => (
                  <option key={one}>{one}</option>
                ))}
              </select>
            </label>
          )}
        </div>
      }
    >
      <div className={panel.pair}>
        {retention.length > 0 ? (
          <LineChart
            name="retention"
            title="Retention"
            series={retention}
            summary={describeCurves(retention, `Retention of ${name}`, 3)}
            xTitle={xTitle}
            yTitle="Pruned ÷ dense accuracy"
            wholeX
            yScale="linear"
            digits={3}
            reference={DENSE_RETENTION}
          />
        ) : (
          <p className={panel.panel}>No pruning has all benchmarks measured yet. Choose a single benchmark above to see what there is.</p>
        )}
        {perplexity.length > 0 && overview.densePerplexity !== null && (
          <LineChart
            name="perplexity"
            title={`Word perplexity on ${overview.perplexityText}`}
            series={perplexity}
            summary={describeCurves(perplexity, 'Word perplexity', 2)}
            xTitle={xTitle}
            yTitle="Word perplexity, log scale"
            wholeX
            yScale="log"
            digits={2}
            reference={{ y: overview.densePerplexity, label: `dense ${formatSignificant(overview.densePerplexity)}` }}
          />
        )}
      </div>
    </Section>
  );
}
