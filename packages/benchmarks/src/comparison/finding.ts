import { getAt } from '@lamina/errors';
import type { StoredText } from '../answer/stored-changes.ts';
import { intervalOfText } from '../text-loss/text-loss.ts';

/** An axis of a chart. */
export interface FindingAxis {
  readonly title: string;
  readonly isLogarithmic: boolean;
  /** Whether all its values are whole numbers. */
  readonly isWhole: boolean;
}

export interface FindingPoint {
  readonly x: number;
  readonly y: number;
  readonly low: number | null;
  readonly high: number | null;
}

/** The chart of one finding: lines, or points that no line joins. */
export interface FindingChart {
  readonly x: FindingAxis;
  readonly y: FindingAxis;
  readonly isJoined: boolean;
  readonly series: readonly { readonly name: string; readonly points: readonly FindingPoint[] }[];
}

/** The numbers behind a finding. */
export interface FindingTable {
  readonly columns: readonly string[];
  readonly rows: readonly (readonly (string | number | null)[])[];
}

/** One question about one model, with its answer. */
export interface Finding {
  /** Key of the model. */
  readonly modelKey: string;
  readonly id: 'kinds' | 'units' | 'random' | 'search' | 'repair' | 'texts' | 'words' | 'bits';
  readonly question: string;
  /** One sentence with its numbers; it names model, text and count. */
  readonly sentence: string;
  /** A limit of the numbers: a claim that they do not support. */
  readonly caveat: string;
  /** The text of the numbers; null = several. */
  readonly text: string | null;
  /** Number of measured changes behind it. */
  readonly count: number;
  readonly chart: FindingChart;
  readonly table: FindingTable;
}

export const FACTOR: FindingAxis = { title: 'Perplexity ÷ that of the whole model', isLogarithmic: true, isWhole: false };

export function factorOf(loss: StoredText): Omit<FindingPoint, 'x'> {
  const interval = intervalOfText(loss);
  return { y: Math.exp(loss.logLoss), low: interval && 1 + interval.low, high: interval && 1 + interval.high };
}

/** The logarithm of the factor at a share, on straight lines between the measured shares, the largest of which is not below it; nothing costs nothing. */
export function interpolate(points: readonly { readonly x: number; readonly log: number }[], share: number): number {
  const known = [{ x: 0, log: 0 }, ...points.toSorted((a, b) => a.x - b.x)];
  const place = known.findIndex(({ x }) => x >= share);
  const after = getAt(known, place);
  if (place === 0) return after.log;
  const before = getAt(known, place - 1);
  return before.log + ((share - before.x) / (after.x - before.x)) * (after.log - before.log);
}

/** `1 loss`, `2 losses` */
export function countOf(count: number, noun: string): string {
  return `${count} ${noun}${count === 1 ? '' : noun.endsWith('s') ? 'es' : 's'}`;
}

/** `6.2 %`, with a minus sign where it is below 0. */
export function percent(share: number, digits = 0): string {
  return `${(100 * share).toFixed(digits).replace('-', '−')} %`;
}
