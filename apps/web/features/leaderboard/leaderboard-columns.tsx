import Link from 'next/link';
import type { ReactNode } from 'react';
import { LegendKey } from '../chart/legend-key.tsx';
import type { SeriesStyle } from '../chart/series-style.ts';
import { SPARKLINE_SCALE, Sparkline } from '../chart/sparkline.tsx';
import { keepChance } from '../pruning/chance-params.ts';
import { describeRetention, formatRetention, getInterval, getStandardError, type Measured } from '../pruning/describe-retention.ts';
import { listEqualBytesDetails, toEqualBytesColumn } from '../pruning/equal-bytes-column.ts';
import { describeLane } from '../pruning/repair-name.ts';
import { getRetentionLook, RetentionValue } from '../pruning/retention-value.tsx';
import { getRetentionWords, getScoresDetail } from '../pruning/retention-words.ts';
import { getStrategyLabel, toStrategyName } from '../pruning/strategy-name.ts';
import { describeUnitKinds, describeUnits } from '../pruning/unit-sets.ts';
import { RecordedMark } from '../recording/recorded-mark.tsx';
import type { Column } from '../table/column.ts';
import { useNumbers } from '../ui/locale.tsx';
import { type BoardRow, countMeasured, getCell, getLowShare, getProfile } from './board-row.ts';
import { IntervalMark } from './interval-mark.tsx';
import styles from './leaderboard.module.css';
import { RankCell } from './rank-cell.tsx';

export interface ColumnFacts {
  readonly rows: readonly BoardRow[];
  readonly benchmarks: readonly string[];
  /** Whether retentions are above chance. */
  readonly aboveChance: boolean;
  readonly lane: string | null;
  /** An influence below this counts as low. */
  readonly lowInfluence: number;
  readonly getFamilyStyle: (slug: string) => SeriesStyle;
}

const getForm = ({ equalBytes }: BoardRow) => equalBytes;
const RANK_LOOK = { className: styles.rankCell };

/** The columns of a board with these benchmarks. */
export function listColumns(facts: ColumnFacts): readonly Column<BoardRow>[] {
  return [listRankColumns, listCostColumns, listModelColumns, listMeasuringColumns, listBenchmarkColumns].flatMap((list) => list(facts));
}

function listRankColumns({ aboveChance }: ColumnFacts): readonly Column<BoardRow>[] {
  return [
    {
      id: 'rank',
      title: 'Rank',
      definition:
        'By average retention at these settings. Only models that were measured with as many removed blocks as the share allows are ranked, because removing fewer blocks costs less. Below the rank are the ranks that the standard errors do not exclude. A bracket joins rows that do not differ significantly (95 %) from the best of their group.',
      numeric: true,
      first: 'asc',
      width: 76,
      narrowWidth: 60,
      value: (row) => row.rank,
      look: () => RANK_LOOK,
      render: (row, neighbours) => <RankCell row={row} neighbours={neighbours} />,
      details: [
        { id: 'rank_low', value: (row) => row.rankInterval?.low ?? null },
        { id: 'rank_high', value: (row) => row.rankInterval?.high ?? null },
        { id: 'tie_group', value: (row) => row.tieGroup },
      ],
    },
    {
      id: 'model',
      title: 'Model',
      width: 210,
      value: (row) => row.model.name,
      render: (row) => <ModelCell row={row} aboveChance={aboveChance} />,
      details: [
        { id: 'slug', value: (row) => row.model.slug },
        { id: 'removed_blocks', value: (row) => row.pruning.removed.join(' ') },
      ],
    },
  ];
}

function listCostColumns({ rows, lowInfluence, aboveChance }: ColumnFacts): readonly Column<BoardRow>[] {
  const scale = measureScale(rows, aboveChance);
  const words = getRetentionWords(aboveChance);
  const averageOf = (row: BoardRow) => averageIn(row, aboveChance);
  return [
    {
      id: 'average',
      over: 'What removing costs',
      title: 'Average',
      hint: `${aboveChance ? 'above chance' : words.name}, 95 %`,
      definition: `Mean ${words.name}, ${words.formula}, over the multiple-choice benchmarks, empty until all of them are measured. Perplexity is never part of it. The mark shows the 95 % interval; the thin line is the dense model.`,
      numeric: true,
      width: 196,
      narrowWidth: 112,
      aggregate: 'median',
      value: (row) => row.averageRetention,
      format: formatRetention,
      text: (row, numbers) => describeRetention(averageOf(row), numbers),
      look: (row) => getRetentionLook(row.averageRetention),
      render: (row) => <AverageCell measured={averageOf(row)} scale={scale} />,
      details: [
        { id: 'average_standard_error', value: (row) => getStandardError(averageOf(row)) },
        getScoresDetail(aboveChance),
        ...listEqualBytesDetails(getForm),
      ],
    },
    { ...toEqualBytesColumn(getForm, aboveChance), over: 'What removing costs', hidden: true },
    {
      id: 'perplexity',
      over: 'What removing costs',
      title: 'Perplexity',
      hint: 'pruned ÷ dense',
      definition: 'Pruned ÷ dense perplexity, geometric mean over the perplexity texts. 1 means no loss; above 1 is a loss.',
      numeric: true,
      first: 'asc',
      width: 118,
      aggregate: 'median',
      value: (row) => row.perplexityRatio,
      format: (value, numbers) => `${numbers.fixed(value, 2)}×`,
    },
    {
      id: 'low_influence',
      over: 'How redundant',
      title: 'Low influence',
      hint: `blocks < ${lowInfluence}`,
      definition: `Share of the model's blocks whose block influence (1 − mean cosine between the state entering and leaving the block) is below ${lowInfluence}. The bars show all blocks, first to last, on one logarithmic scale for all rows, from ${SPARKLINE_SCALE.low} to ${SPARKLINE_SCALE.high}.`,
      numeric: true,
      width: 176,
      aggregate: 'median',
      value: (row) => getLowShare(row, lowInfluence),
      format: (value, numbers) => numbers.percent(value, 1),
      render: (row) => <InfluenceCell row={row} share={getLowShare(row, lowInfluence)} />,
    },
    {
      id: 'removable',
      over: 'How redundant',
      title: 'Removable',
      hint: 'at ≥ 90 % kept',
      definition: `The largest measured share of blocks whose removal keeps the average ${words.name} at 0.9 or more.`,
      numeric: true,
      width: 116,
      aggregate: 'median',
      value: (row) => row.removableShare,
      format: (value, numbers) => numbers.percent(value, 1),
    },
  ];
}

function listModelColumns({ getFamilyStyle }: ColumnFacts): readonly Column<BoardRow>[] {
  return [
    {
      id: 'parameters',
      over: 'The model',
      title: 'Parameters',
      numeric: true,
      width: 116,
      aggregate: 'range',
      value: (row) => row.model.parameterCount,
      format: (value, numbers) => numbers.compact(value),
      look: (row, numbers) => ({ title: `${numbers.integer(row.model.parameterCount)} parameters before pruning` }),
      render: (row, { numbers }) => (
        <TwoLines first={numbers.compact(row.model.parameterCount)} second={`−${numbers.percent(row.pruning.removedParameterRatio, 1)}`} />
      ),
      details: [{ id: 'removed_parameter_ratio', value: (row) => row.pruning.removedParameterRatio }],
    },
    {
      id: 'blocks',
      over: 'The model',
      title: 'Blocks',
      numeric: true,
      width: 88,
      aggregate: 'range',
      value: (row) => row.model.blockCount,
      render: (row, { numbers }) => <TwoLines first={numbers.integer(row.model.blockCount)} second={`−${row.pruning.removedCount}`} />,
      details: [
        { id: 'removed_count', value: (row) => row.pruning.removedCount },
        { id: 'removed_block_ratio', value: (row) => row.pruning.removedBlockRatio },
      ],
    },
    {
      id: 'family',
      over: 'The model',
      title: 'Family',
      groupable: true,
      width: 150,
      value: (row) => row.model.family.name,
      render: (row) => (
        <span className={styles.family}>
          <LegendKey entry={{ label: '', mark: 'point', ...getFamilyStyle(row.model.family.slug) }} />
          {row.model.family.name}
        </span>
      ),
    },
    {
      id: 'norm',
      over: 'The model',
      title: 'Norm',
      hint: 'placement',
      definition:
        'Position of the norms, measured from the graph: before each sublayer (pre), after it (post), both (sandwich), or parallel.',
      groupable: true,
      width: 100,
      value: (row) => row.model.normPlacement.toLowerCase(),
    },
    {
      id: 'precision',
      over: 'The model',
      title: 'Precision',
      groupable: true,
      hidden: true,
      width: 104,
      value: (row) => row.model.precision,
    },
  ];
}

function listMeasuringColumns({ lane, benchmarks }: ColumnFacts): readonly Column<BoardRow>[] {
  return [
    {
      id: 'treatment',
      over: 'How it was measured',
      title: 'What was done',
      definition:
        'Removal only: nothing replaces the removed units. Repaired: a training-free repair replaces them, solved on a calibration text. Imported: the results were handed in, and the model may have been trained. Rows of different kinds share one list only if you choose all of them.',
      groupable: true,
      width: 150,
      value: (row) => describeLane(row.pruningLane, row.repair),
      details: [{ id: 'units', value: (row) => describeUnitKinds(row.pruning.units) }],
    },
    {
      id: 'strategy',
      over: 'How it was measured',
      title: 'Strategy',
      groupable: true,
      hidden: true,
      width: 160,
      value: (row) => getStrategyLabel(toStrategyName(row.pruning.strategy)),
    },
    {
      id: 'chosen_on',
      over: 'How it was measured',
      title: 'Chosen on',
      definition:
        'The calibration text whose scores chose the units: that of most prunings of the strategy, where the model has it. Strategies that read no scores have none.',
      groupable: true,
      hidden: true,
      width: 160,
      value: (row) => row.pruning.chosenOn,
    },
    {
      id: 'measured',
      over: 'How it was measured',
      title: 'Measured',
      hint: 'benchmarks',
      hidden: true,
      numeric: true,
      width: 108,
      value: (row) => countMeasured(row, benchmarks),
      text: (row) => `${countMeasured(row, benchmarks)} of ${benchmarks.length}`,
    },
    {
      id: 'lane',
      over: 'How it was measured',
      title: 'Protocol',
      definition: 'How the evaluations were made. Rows of different protocols are never ranked in one list.',
      hidden: true,
      width: 220,
      value: () => lane,
    },
  ];
}

function listBenchmarkColumns({ benchmarks, aboveChance }: ColumnFacts): readonly Column<BoardRow>[] {
  const words = getRetentionWords(aboveChance);
  const benchmarkOf = (row: BoardRow, name: string) => benchmarkIn(row, name, aboveChance);
  return benchmarks.map((name) => ({
    id: name,
    title: name,
    over: `${words.title} by benchmark, 95 % interval`,
    definition: `The accuracy on ${name}: ${words.formula}. 1 means no loss; the interval is paired, from the same questions.`,
    numeric: true,
    width: 122,
    aggregate: 'median',
    value: (row) => getCell(row, name)?.retention ?? null,
    format: formatRetention,
    text: (row, numbers) => describeRetention(benchmarkOf(row, name), numbers),
    look: (row, numbers) => {
      const cell = getCell(row, name);
      const measured = cell
        ? `${cell.metric}: ${numbers.fixed(cell.value, 3)} pruned, ${numbers.fixed(cell.denseValue, 3)} dense`
        : 'Not measured yet';
      const isGuess = aboveChance && cell?.retention === null && cell.value !== null;
      return { ...getRetentionLook(cell?.retention), title: isGuess ? `${measured}; the dense model guesses` : measured };
    },
    render: (row) => <RetentionValue {...benchmarkOf(row, name)} />,
    details: [{ id: `${name}_standard_error`, value: (row) => getStandardError(benchmarkOf(row, name)) }],
  }));
}

function averageIn(row: BoardRow, aboveChance: boolean): Measured {
  return { value: row.averageRetention, standardError: row.averageRetentionStandardError, aboveChance };
}

function benchmarkIn(row: BoardRow, name: string, aboveChance: boolean): Measured {
  const cell = getCell(row, name);
  return { value: cell?.retention, standardError: cell?.retentionStandardError, aboveChance };
}

interface IntervalScale {
  readonly from: number;
  readonly to: number;
}

/** One scale for all rows, from the lowest interval end to slightly above the dense model. */
function measureScale(rows: readonly BoardRow[], aboveChance: boolean): IntervalScale {
  const intervals = rows.map((row) => getInterval(averageIn(row, aboveChance))).filter((interval) => interval !== null);
  return {
    from: Math.min(0.9, ...intervals.map(({ low }) => low)) - 0.01,
    to: Math.max(1, ...intervals.map(({ high }) => high)) + 0.01,
  };
}

function AverageCell({ measured, scale }: { readonly measured: Measured; readonly scale: IntervalScale }): ReactNode {
  const interval = getInterval(measured);
  return (
    <span className={styles.average}>
      {interval && typeof measured.value === 'number' && <IntervalMark value={measured.value} {...interval} {...scale} />}
      <span>
        <RetentionValue {...measured} strong />
      </span>
    </span>
  );
}

function ModelCell({ row, aboveChance }: { readonly row: BoardRow; readonly aboveChance: boolean }): ReactNode {
  const { model, pruning, allowedCount, recording } = row;
  return (
    <>
      <Link href={keepChance(`/models/${encodeURIComponent(model.slug)}`, aboveChance)} prefetch={false}>
        {model.name}
      </Link>
      <span
        className={styles.under}
        title={`${pruning.removedCount} of ${pruning.units.length * model.blockCount} ${describeUnitKinds(pruning.units).toLowerCase()} removed`}
      >
        without {describeUnits(pruning)}
        {pruning.removedCount < allowedCount && (
          <span className={styles.partial}>
            not ranked: {pruning.removedCount} of {allowedCount} measured
          </span>
        )}
        <RecordedMark recording={recording} />
      </span>
    </>
  );
}

function InfluenceCell({ row, share }: { readonly row: BoardRow; readonly share: number | null }): ReactNode {
  const numbers = useNumbers();
  const profile = getProfile(row);
  return (
    <span className={styles.redundancy}>
      {profile.length > 0 && <Sparkline values={profile} summary={`Block influence by block, first to last, of ${row.model.name}`} />}
      <span className={styles.share}>{numbers.percent(share, 1)}</span>
    </span>
  );
}

function TwoLines({ first, second }: { readonly first: string; readonly second: string }): ReactNode {
  return (
    <>
      {first}
      <span className={styles.under}>{second}</span>
    </>
  );
}
