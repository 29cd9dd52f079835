'use client';

import { type ReactNode, useMemo } from 'react';
import { type Bar, BarChart } from '../chart/bar-chart.tsx';
import type { QuerySource } from '../query/query-source.ts';
import { formatIndices } from '../ui/format.ts';
import { useNumbers } from '../ui/locale.tsx';
import panel from '../ui/panel.module.css';
import { Section } from '../ui/section.tsx';
import { CalibrationPairsTable } from './calibration-pairs-table.tsx';
import { CalibrationsTable } from './calibrations-table.tsx';
import type { Sensitivity } from './load-insight.ts';

export interface SensitivitySectionProps {
  readonly sensitivity: Sensitivity;
  readonly query: QuerySource;
}

/** Whether another calibration text, or another half of it, would choose other blocks. */
export function SensitivitySection({ sensitivity, query }: SensitivitySectionProps): ReactNode {
  const numbers = useNumbers();
  const { runs, pairs, lowestShare, lowestCount } = sensitivity;
  const bars = useMemo(
    () =>
      lowestShare.map(
        (share, index): Bar => ({
          label: String(index),
          value: share,
          low: null,
          high: null,
          marked: share > 0 && share < 1,
          detail: `Block ${index}: among the ${lowestCount} lowest in ${numbers.percent(share)} of the runs`,
        }),
      ),
    [lowestShare, lowestCount, numbers],
  );
  const wavering = lowestShare.flatMap((share, index) => (share > 0 && share < 1 ? [index] : []));
  return (
    <Section
      id="sensitivity"
      title="Does the calibration text matter?"
      intro={`The same model, scored on ${runs.length} calibrations: which blocks are among the ${lowestCount} lowest each time.`}
    >
      <div className={`${panel.pair} ${panel.top}`}>
        <BarChart
          name="sensitivity"
          title="How often a block is chosen"
          bars={bars}
          summary={
            wavering.length === 0
              ? 'Every calibration chooses the same blocks.'
              : `Blocks ${formatIndices(wavering)} are chosen by some calibrations and not by others.`
          }
          xTitle="Block (0 is nearest the input)"
          yTitle={`Share of runs with it among the ${lowestCount} lowest`}
          digits={2}
          yScale="linear"
          query={query}
          legend={{ plain: 'The same in every run', marked: 'Depends on the calibration' }}
        />
        <div className={panel.stack}>
          <CalibrationsTable runs={runs} lowestCount={lowestCount} query={query} />
          {pairs.length > 0 && <CalibrationPairsTable pairs={pairs} runs={runs} query={query} />}
        </div>
      </div>
    </Section>
  );
}
