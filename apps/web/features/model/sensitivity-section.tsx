'use client';

import { type ReactNode, useMemo } from 'react';
import { type Bar, BarChart } from '../chart/bar-chart.tsx';
import { formatIndices } from '../ui/format.ts';
import { useNumbers } from '../ui/locale.tsx';
import { MISSING } from '../ui/numbers.ts';
import panel from '../ui/panel.module.css';
import { Section } from '../ui/section.tsx';
import table from '../ui/table.module.css';
import type { Sensitivity } from './load-insight.ts';

/** Whether another calibration text, or another half of it, would have chosen other blocks. */
export function SensitivitySection({ sensitivity }: { readonly sensitivity: Sensitivity }): ReactNode {
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
      <div className={panel.pair}>
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
          yTitle={`Share of runs that have it among their ${lowestCount} lowest`}
          digits={2}
          yScale="linear"
          legend={{ plain: 'The same in every run', marked: 'Depends on the calibration' }}
        />
        <div className={panel.stack}>
          <RunsTable runs={runs} lowestCount={lowestCount} />
          {pairs.length > 0 && <PairsTable pairs={pairs} runs={runs} />}
        </div>
      </div>
    </Section>
  );
}

function RunsTable({ runs, lowestCount }: Pick<Sensitivity, 'runs' | 'lowestCount'>): ReactNode {
  return (
    // biome-ignore lint/a11y/noNoninteractiveTabindex: a region that scrolls sideways must be reachable by keyboard
    <section className={table.scroller} aria-label="Calibrations" tabIndex={0}>
      <table className={table.table}>
        <caption className="visually-hidden">Calibrations and the blocks each would remove first</caption>
        <thead>
          <tr>
            <th scope="col">Calibration</th>
            <th scope="col">{lowestCount} lowest, lowest first</th>
          </tr>
        </thead>
        <tbody>
          {runs.map((run) => (
            <tr key={run.index}>
              <th scope="row" className={table.wrap}>
                {run.index + 1}. {run.label}
              </th>
              <td>{run.lowest.join(', ')}</td>
            </tr>
          ))}
        </tbody>
      </table>
    </section>
  );
}

function PairsTable({ pairs, runs }: Pick<Sensitivity, 'pairs' | 'runs'>): ReactNode {
  return (
    // biome-ignore lint/a11y/noNoninteractiveTabindex: a region that scrolls sideways must be reachable by keyboard
    <section className={`${table.scroller} ${table.limited}`} aria-label="Agreement of calibrations" tabIndex={0}>
      <table className={table.table}>
        <caption className="visually-hidden">Agreement of each pair of calibrations, with 95 % intervals</caption>
        <thead>
          <tr>
            <th scope="col">Pair</th>
            <th scope="col" className={table.number}>
              Spearman
            </th>
            <th scope="col" className={table.number}>
              Kendall τ-b
            </th>
            <th scope="col" className={table.number}>
              Overlap (Jaccard)
            </th>
          </tr>
        </thead>
        <tbody>
          {pairs.map((pair) => (
            <tr key={`${pair.first} ${pair.second}`}>
              <th scope="row" title={`${runs[pair.first]?.label} and ${runs[pair.second]?.label}`}>
                {pair.first + 1} and {pair.second + 1}
              </th>
              <EstimateCell estimate={pair.spearman} />
              <EstimateCell estimate={pair.kendallTauB} />
              <EstimateCell estimate={pair.jaccard} />
            </tr>
          ))}
        </tbody>
      </table>
    </section>
  );
}

function EstimateCell({
  estimate: { value, confidenceInterval: interval },
}: {
  readonly estimate: Sensitivity['pairs'][number]['jaccard'];
}): ReactNode {
  const numbers = useNumbers();
  return (
    <td className={table.number}>
      {value === null ? MISSING : numbers.fixed(value, 2)}
      {interval && (
        <span className={table.sub}>
          {numbers.fixed(interval.low, 2)} to {numbers.fixed(interval.high, 2)}
        </span>
      )}
    </td>
  );
}
