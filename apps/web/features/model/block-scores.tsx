'use client';

import { axisOf, type InfluenceMeasure, MEASURES } from '@lamina/metrics';
import { useQueryStates } from 'nuqs';
import { type ReactNode, useMemo } from 'react';
import { ModelScoresDocument } from '../../generated/graphql.ts';
import { type Bar, BarChart } from '../chart/bar-chart.tsx';
import { chooseScale } from '../chart/choose-scale.ts';
import { toQuerySource } from '../query/query-source.ts';
import control from '../ui/control.module.css';
import { Explain } from '../ui/explain.tsx';
import { formatIndices } from '../ui/format.ts';
import { formatInterval } from '../ui/interval.ts';
import { useNumbers } from '../ui/locale.tsx';
import type { Numbers } from '../ui/numbers.ts';
import { Section } from '../ui/section.tsx';
import { Segments } from '../ui/segments.tsx';
import { describeSettlement } from './describe-settlement.ts';
import type { LayerScoreFacts, LayerScores, ScoreRunFacts } from './load-model.ts';
import { BLOCK_METRIC, type BlockMetric, modelParsers } from './model-params.ts';

export interface BlockScoresProps {
  readonly slug: string;
  readonly scores: LayerScores;
  readonly run: ScoreRunFacts;
  readonly runs: readonly ScoreRunFacts[];
  readonly blockCount: number;
}

interface ShownMetric {
  readonly label: string;
  readonly name: string;
  readonly axis: string;
  readonly intro: string;
}

const showAs = (label: string, measure: (typeof MEASURES)[InfluenceMeasure]): ShownMetric => {
  return { label, name: measure.label, axis: axisOf(measure), intro: measure.describe };
};

const METRICS: Readonly<Record<BlockMetric, ShownMetric>> = {
  [BLOCK_METRIC.blockInfluence]: showAs('Raw last state', MEASURES.blockInfluence),
  [BLOCK_METRIC.finalNorm]: showAs('After final norm', MEASURES.blockInfluenceFinalNorm),
  [BLOCK_METRIC.relativeMagnitude]: showAs('Relative magnitude', MEASURES.relativeMagnitude),
  [BLOCK_METRIC.attentionInfluence]: showAs('Attention', MEASURES.attentionInfluence),
  [BLOCK_METRIC.mlpInfluence]: showAs('MLP', MEASURES.mlpInfluence),
};

/** The share of blocks that the chart marks: the leaderboard's default removed ratio. */
const MARKED_RATIO = 0.25;

/** The bar chart of block scores, with a choice of lanes. */
export function BlockScores({ slug, scores, run, runs, blockCount }: BlockScoresProps): ReactNode {
  const numbers = useNumbers();
  const [{ metric: chosenMetric, scale: chosenScale, show, run: chosenRun }, setParams] = useQueryStates(modelParsers, { scroll: false });
  const metric = listMetrics(scores).find((one) => one === chosenMetric) ?? BLOCK_METRIC.blockInfluence;
  const rows = getRows(scores, metric);
  const scale = chosenScale ?? chooseScale(rows.map(({ mean }) => mean).filter((mean) => mean !== null));
  const marked = Math.max(1, Math.floor(blockCount * MARKED_RATIO));
  const bars = useMemo(
    () => rows.map((row): Bar => (show === 'rank' ? toRankBar(row, marked, numbers) : toBar(row, marked, numbers))),
    [rows, marked, show, numbers],
  );
  const query = useMemo(() => toQuerySource(ModelScoresDocument, { slug, scoreRun: run.id }), [slug, run.id]);
  const lowest = rows.filter((row) => row.rank !== null && row.rank <= marked).map((row) => row.layerIndex);
  return (
    <Section
      id="blocks"
      title="Which blocks are redundant?"
      intro={METRICS[metric].intro}
      actions={
        <div className={control.bar}>
          <Segments
            label="Metric"
            value={metric}
            options={listMetrics(scores).map((value) => ({ value, label: METRICS[value].label }))}
            onChange={(value) => setParams({ metric: value })}
          />
          <Explain term="raw last state" />
          <Segments
            label="Show"
            value={show}
            options={[
              { value: 'value', label: 'Value' },
              { value: 'rank', label: 'Rank' },
            ]}
            onChange={(value) => setParams({ show: value })}
          />
          <Segments
            label="Scale"
            value={scale}
            options={[
              { value: 'linear', label: 'Linear' },
              { value: 'log', label: 'Log' },
            ]}
            onChange={(value) => setParams({ scale: value })}
          />
          {runs.length > 1 && (
            <label className={control.field}>
              Score run
              <select
                className={control.select}
                value={chosenRun ?? run.id}
                onChange={(event) => setParams({ run: event.target.value }, { shallow: false })}
              >
                {runs.map((one) => (
                  <option key={one.id} value={one.id}>
                    {one.calibration.calibrationSet.name}, window {one.calibration.window}, {numbers.compact(one.tokenCount)} tokens
                  </option>
                ))}
              </select>
            </label>
          )}
        </div>
      }
    >
      <BarChart
        name="block-scores"
        title={show === 'rank' ? `Rank by ${METRICS[metric].name}` : METRICS[metric].name}
        bars={bars}
        summary={`Lowest of ${blockCount} blocks: ${formatIndices(lowest)}. Measured on ${numbers.integer(run.tokenCount)} tokens of ${run.calibration.calibrationSet.name}.${run.settlement === null ? '' : ` ${describeSettlement(run.settlement)}`}`}
        xTitle="Block (0 is nearest the input)"
        yTitle={show === 'rank' ? 'Rank, 1 is the most redundant' : METRICS[metric].axis}
        digits={show === 'rank' ? 0 : 3}
        yScale={show === 'rank' ? 'linear' : scale}
        query={query}
        legend={{ plain: 'Block', marked: `The ${marked} lowest (25 % of the blocks)` }}
      />
    </Section>
  );
}

const ROWS: Readonly<Record<BlockMetric, keyof LayerScores & string>> = {
  [BLOCK_METRIC.blockInfluence]: 'blockInfluence',
  [BLOCK_METRIC.finalNorm]: 'finalNorm',
  [BLOCK_METRIC.relativeMagnitude]: 'relativeMagnitude',
  [BLOCK_METRIC.attentionInfluence]: 'attentionInfluence',
  [BLOCK_METRIC.mlpInfluence]: 'mlpInfluence',
};

function getRows(scores: LayerScores, metric: BlockMetric): readonly LayerScoreFacts[] {
  return scores[ROWS[metric]].nodes;
}

/** The metrics that the run has: blocks without halves, and runs from before halves were measured, have no influence of halves. */
function listMetrics(scores: LayerScores): readonly BlockMetric[] {
  return Object.values(BLOCK_METRIC).filter((metric) => getRows(scores, metric).length > 0);
}

/** A bar for the rank, with the 95 % interval of the rank. */
function toRankBar(row: LayerScoreFacts, marked: number, numbers: Numbers): Bar {
  const bar = toBar(row, marked, numbers);
  return { ...bar, value: row.rank, low: row.rankInterval?.low ?? null, high: row.rankInterval?.high ?? null };
}

function toBar(row: LayerScoreFacts, marked: number, numbers: Numbers): Bar {
  const interval = row.confidenceInterval;
  const ranks = row.rankInterval;
  const words = [
    `Block ${row.layerIndex}: ${numbers.fixed(row.mean, 4)}`,
    interval && `95 % interval ${formatInterval(interval, (end) => numbers.fixed(end, 4))}`,
    row.rank !== null && `rank ${row.rank}${ranks && ranks.low !== ranks.high ? ` (${ranks.low}–${ranks.high})` : ''}`,
  ];
  return {
    label: String(row.layerIndex),
    value: row.mean,
    low: interval?.low ?? null,
    high: interval?.high ?? null,
    marked: row.rank !== null && row.rank <= marked,
    detail: words.filter(Boolean).join('\n'),
  };
}
