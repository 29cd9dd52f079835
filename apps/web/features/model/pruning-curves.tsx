'use client';

import { STRATEGY } from '@lamina/strategies';
import { useQueryStates } from 'nuqs';
import type { ReactNode } from 'react';
import { LineChart } from '../chart/line-chart.tsx';
import { ChanceSwitch } from '../pruning/chance-switch.tsx';
import { findGuessing } from '../pruning/find-guessing.ts';
import { describeLeftOut } from '../pruning/retention-words.ts';
import { countUnits, getUnitSetLabel, getUnitSetNoun, type UnitSet } from '../pruning/unit-sets.ts';
import type { QuerySource } from '../query/query-source.ts';
import control from '../ui/control.module.css';
import { Explain } from '../ui/explain.tsx';
import { useNumbers } from '../ui/locale.tsx';
import panel from '../ui/panel.module.css';
import { Section } from '../ui/section.tsx';
import { Select } from '../ui/select.tsx';
import { buildCurves, chooseCeiling } from './build-curves.ts';
import { ControlVerdicts } from './control-verdicts.tsx';
import { describeCurves } from './describe-curves.ts';
import { describeEqualBytes } from './describe-equal-bytes.ts';
import { describePartial } from './describe-partial.ts';
import type { Part, StrategyComparison } from './load-insight.ts';
import { modelParsers } from './model-params.ts';
import { RetentionCurves } from './retention-curves.tsx';
import { StrategyDifferences } from './strategy-differences.tsx';
import type { PruningOverview } from './summarize-prunings.ts';

export interface PruningCurvesProps {
  readonly overview: PruningOverview;
  /** Variables of the query for perplexities. */
  readonly evaluationsQuery: QuerySource;
  readonly strategies: Part<StrategyComparison | null>;
  /** Sets of units to choose from. */
  readonly unitSets: readonly UnitSet[];
  readonly blockCount: number;
  readonly lane: string | null;
  readonly lanes: readonly string[];
}

/** Retention by number of removed units, per strategy, compared with the random control; and perplexity. */
export function PruningCurves({
  overview,
  evaluationsQuery,
  strategies,
  unitSets,
  blockCount,
  lane,
  lanes,
}: PruningCurvesProps): ReactNode {
  const [{ benchmark }, setParams] = useQueryStates(modelParsers, { scroll: false });
  const name = overview.benchmarks.includes(benchmark) ? benchmark : 'average';
  const noun = getUnitSetNoun(overview.units);
  const partial = describePartial(overview, name);
  const xTitle = `Removed ${noun} (of ${countUnits(overview.units, blockCount)})`;
  return (
    <Section
      id="curves"
      title={`What does removing ${noun} cost?`}
      intro={`Each strategy chooses which ${noun} to remove first. Every point is a pruned model, evaluated on the same questions as the dense model.`}
      actions={
        <div className={control.bar}>
          {unitSets.length > 1 && (
            <Select
              label="Units"
              value={overview.units}
              options={unitSets.map((set) => ({ value: set, label: getUnitSetLabel(set) }))}
              onChange={(units) => setParams({ units }, { shallow: false, history: 'push' })}
            />
          )}
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
            xTitle={xTitle}
            noun={noun}
            guessing={strategies.data.aboveChance ? 0 : findGuessing(overview.guessing, strategies.data.benchmarks)}
            query={strategies.query}
          />
        ) : (
          <p className={panel.panel}>{strategies.problem ?? explainMissing(overview, strategies.data)}</p>
        )}
        <PerplexityCurves overview={overview} xTitle={xTitle} query={evaluationsQuery} />
      </div>
      {partial !== null && <p className={panel.lead}>{partial}</p>}
      {strategies.data &&
        strategies.data.steps.length > 0 &&
        overview.prunings.every(({ strategy }) => strategy !== STRATEGY.randomInner) && (
          <p className={panel.lead}>No random removals of {noun} were measured, so there is no control to compare with.</p>
        )}
      {strategies.data && <ControlVerdicts comparison={strategies.data} query={strategies.query} />}
      {strategies.data && <StrategyDifferences comparison={strategies.data} query={strategies.query} />}
      {strategies.data && <EqualBytes comparison={strategies.data} noun={noun} />}
    </Section>
  );
}

interface PerplexityCurvesProps extends Pick<PruningCurvesProps, 'overview'> {
  readonly xTitle: string;
  readonly query: QuerySource;
}

/** Nothing where no perplexity is measured. */
function PerplexityCurves({
  overview: { prunings, perplexityText, densePerplexity: dense },
  xTitle,
  query,
}: PerplexityCurvesProps): ReactNode {
  const numbers = useNumbers();
  const series = dense === null ? [] : buildCurves(prunings, dense, (pruning) => pruning.perplexity);
  if (dense === null || series.length === 0) return null;
  const ceiling = chooseCeiling(series, dense);
  return (
    <LineChart
      name="perplexity"
      title={`Word perplexity on ${perplexityText}`}
      series={series}
      summary={describeCurves(series, { dense, ceiling }, numbers)}
      xTitle={xTitle}
      yTitle="Word perplexity, log scale"
      wholeX
      panels
      yScale="log"
      digits={2}
      ceiling={ceiling}
      height={340}
      query={query}
      references={[{ y: dense, label: `dense ${numbers.significant(dense)}` }]}
    />
  );
}

/** What quantization alone keeps with no more bytes. */
function EqualBytes({ comparison, noun }: { readonly comparison: StrategyComparison; readonly noun: string }): ReactNode {
  return describeEqualBytes(comparison, noun, useNumbers()).map((sentence) => (
    <p key={sentence} className={panel.lead}>
      {sentence}
    </p>
  ));
}

function explainMissing({ benchmarks, prunings, units }: PruningOverview, comparison: StrategyComparison | null): string {
  if (prunings.length === 0) return `No ${getUnitSetNoun(units)} were removed from this model yet. Choose other units above.`;
  if (benchmarks.length === 0) return 'No benchmark with right and wrong answers is measured yet.';
  if (comparison && comparison.leftOutAboveChance.length > 0 && comparison.benchmarks.length === 0)
    return `No retention above chance here, ${describeLeftOut(comparison.leftOutAboveChance)}.`;
  return 'No pruning is measured on all benchmarks yet. Choose a single benchmark above to see its results.';
}
