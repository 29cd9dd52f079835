import type { Interval } from '@lamina/metrics';
import { type BoardRow, getCell, getLowShare, getProfile } from '../leaderboard/board-row.ts';
import { getInterval } from '../pruning/describe-retention.ts';
import { findGuessing, type Guessing, listGuessing } from '../pruning/find-guessing.ts';
import type { Chances } from '../pruning/load-chances.ts';
import { getRetentionWords } from '../pruning/retention-words.ts';
import type { Numbers } from '../ui/numbers.ts';

/** A quantity that every row has a number for, so that it can be an axis. */
export interface Quantity {
  /** Name in the URL. */
  readonly id: string;
  readonly label: string;
  /** With the unit. */
  readonly axis: string;
  /** The better end; it decides the Pareto front. */
  readonly better: 'high' | 'low';
  readonly scale: 'linear' | 'log';
  readonly format: (value: number) => string;
  /** Format in a column, where decimal points are aligned; default: `format`. */
  readonly formatCell?: (value: number) => string;
  readonly read: (row: BoardRow) => number | null;
  /** 95 % interval; missing if no standard errors are known. */
  readonly readInterval?: (row: BoardRow) => Interval | null;
  /** What random guessing reaches, null if its level is not known; missing for quantities that guessing has no part in. */
  readonly readGuessing?: (row: BoardRow) => number | null;
}

/** The board whose quantities are listed. */
export interface QuantityFacts {
  readonly benchmarks: readonly string[];
  /** Whether retentions are above chance. */
  readonly aboveChance: boolean;
  readonly chances: Chances;
  /** An influence below this counts as low. */
  readonly lowInfluence: number;
  readonly numbers: Numbers;
}

/** Every quantity of a board. */
export function listQuantities({ benchmarks, aboveChance, chances, lowInfluence, numbers }: QuantityFacts): readonly Quantity[] {
  const words = getRetentionWords(aboveChance);
  const fixed = (value: number) => numbers.fixed(value, 3);
  const guessingOn = (names: readonly string[]) => (row: BoardRow) => (aboveChance ? 0 : findGuessing(guessingOf(row, chances), names));
  const percent = {
    format: (value: number) => numbers.percent(value),
    formatCell: (value: number) => numbers.percent(value, 1),
  };
  return [
    {
      id: 'average',
      label: `Average ${words.name}`,
      axis: words.toAxis(`Average ${words.name}`),
      better: 'high',
      scale: 'linear',
      format: fixed,
      read: (row) => row.averageRetention,
      readInterval: (row) => getInterval({ value: row.averageRetention, standardError: row.averageRetentionStandardError, aboveChance }),
      readGuessing: guessingOn(benchmarks),
    },
    {
      id: 'perplexity',
      label: 'Perplexity ratio',
      axis: 'Perplexity (pruned ÷ dense)',
      better: 'low',
      scale: 'log',
      format: fixed,
      read: (row) => row.perplexityRatio,
    },
    {
      id: 'removed',
      label: 'Blocks removed',
      axis: 'Blocks removed (share of all)',
      better: 'high',
      scale: 'linear',
      ...percent,
      read: (row) => row.pruning.removedBlockRatio,
    },
    {
      id: 'removed-parameters',
      label: 'Parameters removed',
      axis: 'Parameters removed (share of all)',
      better: 'high',
      scale: 'linear',
      ...percent,
      read: (row) => row.pruning.removedParameterRatio,
    },
    {
      id: 'low-influence',
      label: 'Low influence',
      axis: `Low influence (share of blocks with influence < ${lowInfluence})`,
      better: 'high',
      scale: 'linear',
      ...percent,
      read: (row) => getLowShare(row, lowInfluence),
    },
    {
      id: 'removable',
      label: 'Removable',
      axis: `Removable (largest share with 90 % ${words.name} kept)`,
      better: 'high',
      scale: 'linear',
      ...percent,
      read: (row) => row.removableShare,
    },
    {
      id: 'mean-influence',
      label: 'Mean block influence',
      axis: 'Mean block influence (1 − mean cosine)',
      better: 'low',
      scale: 'linear',
      format: fixed,
      read: readMeanInfluence,
    },
    {
      id: 'parameters',
      label: 'Parameters',
      axis: 'Parameters before pruning',
      better: 'low',
      scale: 'log',
      format: numbers.compact,
      read: (row) => row.model.parameterCount,
    },
    {
      id: 'blocks',
      label: 'Blocks',
      axis: 'Blocks before pruning',
      better: 'low',
      scale: 'linear',
      format: numbers.integer,
      read: (row) => row.model.blockCount,
    },
    ...benchmarks.map((name) => ({ ...toBenchmarkQuantity(name, aboveChance, fixed), readGuessing: guessingOn([name]) })),
  ];
}

function guessingOf({ cells }: BoardRow, chances: Chances): Guessing {
  return listGuessing(cells.map(({ benchmark, denseValue }) => ({ benchmark, value: denseValue, chance: chances[benchmark] ?? null })));
}

function toBenchmarkQuantity(name: string, aboveChance: boolean, format: Quantity['format']): Quantity {
  const words = getRetentionWords(aboveChance);
  const read = (row: BoardRow) => {
    const cell = getCell(row, name);
    return { value: cell?.retention, standardError: cell?.retentionStandardError, aboveChance };
  };
  return {
    id: name,
    label: `${words.title} of ${name}`,
    axis: words.toAxis(`${words.title} of ${name}`),
    better: 'high',
    scale: 'linear',
    format,
    read: (row) => read(row).value ?? null,
    readInterval: (row) => getInterval(read(row)),
  };
}

function readMeanInfluence(row: BoardRow): number | null {
  const known = getProfile(row).filter((value) => value !== null);
  return known.length === 0 ? null : known.reduce((sum, value) => sum + value, 0) / known.length;
}
