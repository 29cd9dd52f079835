import { chooseRoundings, chooseRoundingType } from '@lamina/metrics';
import { capitalise, isPlainType, joinWords } from '@lamina/plans';
import type { ModelRoundingAgreementsQuery, ModelRoundingsQuery } from '../../generated/graphql.ts';
import type { LineSeries } from '../chart/line-chart.tsx';
import { formatBytes, formatIndices } from '../ui/format.ts';
import { formatInterval } from '../ui/interval.ts';
import { numbers } from '../ui/numbers.ts';

export type RoundingFacts = ModelRoundingsQuery['roundings']['nodes'][number];
export type AgreementFacts = NonNullable<ModelRoundingAgreementsQuery['model']>['roundingAgreements'][number];

/** A chart with its finding as title. */
export interface BitsLines {
  readonly title: string;
  readonly series: readonly LineSeries[];
}

/** Where the bits of a model matter, as its page shows it. */
export interface Bits {
  readonly text: string;
  readonly positionCount: number;
  /** The type that tells the units apart best. */
  readonly type: string;
  /** Divergence by depth, a line for each type, the coarsest first. */
  readonly attention: BitsLines;
  readonly mlp: BitsLines;
  /** Scores of the same units by depth; null where none is stored. */
  readonly influence: BitsLines | null;
  readonly loss: BitsLines | null;
  /** Sentences about embedding and head, and about types that were not possible everywhere. */
  readonly notes: readonly string[];
}

/** How many of the units with the largest divergence are named. */
const NAMED = 3;
const NOUNS = { BLOCK: 'blocks', ATTENTION: 'attentions', MLP: 'MLPs' } as const;
const LABELS = { BLOCK: 'Whole block', ATTENTION: 'Attention alone', MLP: 'MLP alone' } as const;

/** The roundings on the text with the most of them; null where nothing was rounded. */
export function readBits(rows: readonly RoundingFacts[], agreements: readonly AgreementFacts[]): Bits | null {
  const chosen = chooseRoundings(rows);
  const [first] = chosen;
  const type = chooseRoundingType(chosen);
  if (first === undefined || type === null) return null;
  const compared = agreements.filter((one) => one.type === type);
  return {
    text: first.text,
    positionCount: first.positionCount,
    type,
    attention: toLines(chosen, 'ATTENTION', type),
    mlp: toLines(chosen, 'MLP', type),
    influence: toScores(compared, { isLoss: false, words: 'influence', type }),
    loss: toScores(compared, { isLoss: true, words: 'removal loss', type }),
    notes: [...describeEnds(chosen), ...describeStored(chosen)],
  };
}

function toLines(rows: readonly RoundingFacts[], unit: 'ATTENTION' | 'MLP', type: string): BitsLines {
  const byType = Map.groupBy(
    rows.filter((row) => row.unit === unit),
    (row) => row.type,
  );
  const lines = [...byType].map(([name, units]) => {
    const points = units.flatMap(({ layerIndex: x, divergence: y }) => (x === null || y === null ? [] : [{ x, y, low: null, high: null }]));
    return { name, points: points.toSorted((a, b) => a.x - b.x), sum: points.reduce((sum, { y }) => sum + y, 0) };
  });
  const largest = lines.find(({ name }) => name === type)?.points.toSorted((a, b) => b.y - a.y) ?? []; // A model may have no MLPs.
  const named = formatIndices(
    largest
      .slice(0, NAMED)
      .map(({ x }) => x)
      .sort((a, b) => a - b),
  );
  const noun = NOUNS[unit];
  return {
    title: `${capitalise(noun)}: ${type} moves the next tokens most in blocks ${named}`,
    series: lines.toSorted((a, b) => b.sum - a.sum).map(({ name, points }) => ({ name, points })),
  };
}

interface Score {
  readonly isLoss: boolean;
  readonly words: string;
  readonly type: string;
}

function toScores(agreements: readonly AgreementFacts[], { isLoss, words, type }: Score): BitsLines | null {
  const found = agreements.filter(({ metric }) => metric.endsWith('LOSS_INCREASE') === isLoss);
  if (found.length === 0) return null;
  const told = found.map(({ unit, correlation, interval }) => {
    const ends = interval === null ? '' : ` (${formatInterval(interval, (end) => numbers.fixed(end, 2))})`;
    return `${NOUNS[unit]} ${numbers.fixed(correlation, 2)}${ends}`;
  });
  return {
    title: `Rank correlation of ${words} with ${type}: ${joinWords(told)}`,
    series: found.map(({ unit, layers, scores }) => ({
      name: LABELS[unit],
      points: scores.map((y, place) => ({ x: layers[place] ?? place, y, low: null, high: null })), // as long as the layers
    })),
  };
}

/** Embedding and head have no place on the axis of depth. */
function describeEnds(rows: readonly RoundingFacts[]): readonly string[] {
  return (['EMBEDDING', 'HEAD'] as const).flatMap((unit) => {
    const found = rows.filter((row) => row.unit === unit).toSorted((a, b) => (b.divergence ?? 0) - (a.divergence ?? 0)); // Undefined ones come last.
    if (found.length === 0) return [];
    const values = found.map(({ type, bytes, divergence }) => `${numbers.significant(divergence, 2)} at ${type} (${formatBytes(bytes)})`);
    return [`${unit === 'HEAD' ? 'Head' : 'Embedding'}, nats per token: ${joinWords(values)}.`];
  });
}

/** Rows that the blocks of a type do not divide are stored in another. */
function describeStored(rows: readonly RoundingFacts[]): readonly string[] {
  return [...Map.groupBy(rows, ({ type }) => type)].flatMap(([type, units]) => {
    const others = new Set(units.flatMap(({ storedTypes }) => storedTypes).filter((stored) => stored !== type));
    if (others.size === 0) return [];
    return [
      `Where the blocks of ${type} do not divide the rows of a matrix, it is stored as ${joinWords([...others])}, as llama.cpp does.`,
    ];
  });
}

/** The limit of the numbers: a file that is rounded itself has its own rounding; the numbers of others are of one text. */
export function describeLimit(storedTypes: unknown, { text }: Pick<Bits, 'text'>): string {
  const types = Object.keys((storedTypes ?? {}) as Readonly<Record<string, number>>); // ONNX names no types.
  const rounded = types.filter((type) => !isPlainType(type));
  return rounded.length === 0
    ? `They are of one text, ${text}: another one may order the parts otherwise.`
    : `The file itself is stored in ${joinWords(rounded)}: that rounding is not counted, and a type whose grid the weights lie on loses nothing more.`;
}
