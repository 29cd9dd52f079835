'use client';

import { useQueryStates } from 'nuqs';
import type { ReactNode } from 'react';
import { LineChart } from '../chart/line-chart.tsx';
import { ChanceSwitch } from '../pruning/chance-switch.tsx';
import { findGuessing } from '../pruning/find-guessing.ts';
import { describeLeftOut } from '../pruning/retention-words.ts';
import type { QuerySource } from '../query/query-source.ts';
import control from '../ui/control.module.css';
import { Explain } from '../ui/explain.tsx';
import { useNumbers } from '../ui/locale.tsx';
import panel from '../ui/panel.module.css';
import { Section } from '../ui/section.tsx';
import { Select } from '../ui/select.tsx';
import { buildCurves } from './build-curves.ts';
import { ControlVerdicts } from './control-verdicts.tsx';
import { describeCurves } from './describe-curves.ts';
import { describeEqualBytes } from './describe-equal-bytes.ts';
import type { Part, StrategyComparison } from './load-insight.ts';
import { modelParsers } from './model-params.ts';
import { RetentionCurves } from './retention-curves.tsx';
import type { PruningOverview } from './summarize-prunings.ts';

export interface PruningCurvesProps {
  readonly overview: PruningOverview;
  /** Variables of the query for perplexities. */
  readonly evaluationsQuery: QuerySource;
  readonly strategies: Part<StrategyComparison | null>;
  readonly blockCount: number;
  readonly lane: string | null;
  readonly lanes: readonly string[];
}

/** Retention by number of removed blocks, per strategy, compared with the random control; and perplexity. */
export function PruningCurves({ overview, evaluationsQuery, strategies, blockCount, lane, lanes }: PruningCurvesProps): ReactNode {
  const numbers = useNumbers();
  const [{ benchmark }, setParams] = useQueryStates(modelParsers, { scroll: false });
  const name = overview.benchmarks.includes(benchmark) ? benchmark : 'average';
  const perplexity =
    overview.densePerplexity === null ? [] : buildCurves(overview.prunings, overview.densePerplexity, (pruning) => pruning.perplexity);
  const xTitle = `Removed blocks (of ${blockCount})`;
  return (
    <Section
      id="curves"
      title="What does removing blocks cost?"
      intro="Each strategy chooses which blocks to remove first. Every point is a pruned model, evaluated on the same questions as the dense model."
      actions={
        <div className={control.bar}>
          <ChanceSwitch />
          {overview.benchmarks.length > 0 && (
            <Select
              label="Retention of"
              value={name}
              options={[
                { value: 'average', label: `average of ${overview.benchmarks.length - overview.leftOut.length} benchmarks` },
                ...overview.benchmarks.map((one) => ({ value: one, label: one })),
              ]}
              onChange={(value) => setParams({ benchmark: value }, { shallow: false })}
            />
          )}
          {lanes.length > 1 && (
            <>
              <Select
                label="Lane"
                value={lane ?? ''}
                options={lanes.map((one) => ({ value: one, label: one }))}
                onChange={(value) => setParams({ lane: value }, { shallow: false })}
              />
              <Explain term="lane" />
            </>
          )}
        </div>
      }
    >
      <div className={panel.pair}>
        {strategies.data && strategies.data.steps.length > 0 ? (
          <RetentionCurves
            comparison={strategies.data}
            blockCount={blockCount}
            guessing={strategies.data.aboveChance ? 0 : findGuessing(overview.guessing, strategies.data.benchmarks)}
            query={strategies.query}
          />
        ) : (
          <p className={panel.panel}>{strategies.problem ?? explainMissing(overview, strategies.data)}</p>
        )}
        {perplexity.length > 0 && overview.densePerplexity !== null && (
          <LineChart
            name="perplexity"
            title={`Word perplexity on ${overview.perplexityText}`}
            series={perplexity}
            summary={describeCurves(perplexity, overview.densePerplexity, numbers)}
            xTitle={xTitle}
            yTitle="Word perplexity, log scale"
            wholeX
            panels
            yScale="log"
            digits={2}
            height={340}
            query={evaluationsQuery}
            reference={{ y: overview.densePerplexity, label: `dense ${numbers.significant(overview.densePerplexity)}` }}
          />
        )}
      </div>
      {strategies.data && <ControlVerdicts comparison={strategies.data} query={strategies.query} />}
      {strategies.data && <EqualBytes comparison={strategies.data} />}
    </Section>
  );
}

/** What quantization alone keeps with no more bytes. */
function EqualBytes({ comparison }: { readonly comparison: StrategyComparison }): ReactNode {
  return describeEqualBytes(comparison, useNumbers()).map((sentence) => (
    <p key={sentence} className={panel.lead}>
      {sentence}
    </p>
  ));
}

function explainMissing({ benchmarks }: PruningOverview, comparison: StrategyComparison | null): string {
  if (benchmarks.length === 0) return 'No benchmark with right and wrong answers is measured yet.';
  if (comparison && comparison.leftOutAboveChance.length > 0 && comparison.benchmarks.length === 0)
    return `No retention above chance here, ${describeLeftOut(comparison.leftOutAboveChance)}.`;
  return 'No pruning is measured on all benchmarks yet. Choose a single benchmark above to see its results.';
}
