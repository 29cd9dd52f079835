import { getAt } from '@lamina/errors';
import { spearman } from '../agreement/spearman.ts';
import { orderAscending } from '../ranking/order-ascending.ts';
import { medianOf } from '../statistics/median.ts';
import { chooseNeighbour, type Relation, relationOf } from './choose-neighbour.ts';
import { centreProfile, logarithmsOf, type PublishedProfile, spreadProfile } from './profile.ts';

/** Models that may not predict a model: itself, its generation, or all models of its maker. */
export const SCHEMES = ['leaveModelOut', 'leaveGenerationOut', 'leaveMakerOut'] as const;
export type Scheme = (typeof SCHEMES)[number];

/** How well the profile of a model is predicted. */
export interface PredictionScore {
  readonly neighbour: string;
  readonly relation: Relation;
  /** −1 … 1 over all blocks; null where one side is constant. */
  readonly spearman: number | null;
  /** −1 … 1 without the first and the last block. */
  readonly spearmanInner: number | null;
  /** 0 … 5: how many of the five lowest predicted blocks are among the five lowest. */
  readonly hits: number;
}

/** Over all models. */
export interface PredictionSummary {
  readonly spearman: number | null;
  readonly spearmanInner: number | null;
  /** 0 … 1: the mean share of the five lowest blocks that is found. */
  readonly hitRate: number;
}

export interface PredictionScores {
  readonly models: Readonly<Record<string, Readonly<Record<Scheme, PredictionScore>>>>;
  /** Medians of the correlations, and the mean hit rate. */
  readonly medians: Readonly<Record<Scheme, PredictionSummary>>;
}

const LOWEST = 5;

/** Predicts every published model from the others, as if nothing of it were known. */
export function evaluatePredictions(published: readonly PublishedProfile[]): PredictionScores {
  const scores = published.map((target) => [target.name, bySchemes((scheme) => leaveOut(target, published, scheme))] as const);
  const summarize = (scheme: Scheme): PredictionSummary => {
    const all = scores.map(([, ofModel]) => ofModel[scheme]);
    return {
      spearman: medianOfKnown(all.map((score) => score.spearman)),
      spearmanInner: medianOfKnown(all.map((score) => score.spearmanInner)),
      hitRate: all.reduce((sum, { hits }) => sum + hits, 0) / (LOWEST * all.length),
    };
  };
  return { models: Object.fromEntries(scores), medians: bySchemes(summarize) };
}

function bySchemes<Value>(read: (scheme: Scheme) => Value): Readonly<Record<Scheme, Value>> {
  return { leaveModelOut: read('leaveModelOut'), leaveGenerationOut: read('leaveGenerationOut'), leaveMakerOut: read('leaveMakerOut') };
}

/** Predicts a published model from those that a scheme allows. Blocks that are not published take part in the profile of a neighbour, and not in a score. */
export function leaveOut(target: PublishedProfile, published: readonly PublishedProfile[], scheme: Scheme): PredictionScore {
  const key = ({ leaveModelOut: 'name', leaveGenerationOut: 'generation', leaveMakerOut: 'maker' } as const)[scheme];
  const neighbour = chooseNeighbour(
    target,
    published.filter((candidate) => candidate[key] !== target[key]),
  );
  const predicted = spreadProfile(centreProfile(neighbour), target.blocks);
  const logarithms = logarithmsOf(target);
  const measured = [...target.divergences.entries()].flatMap(([block, value]) => (value === null ? [] : [block]));
  const inner = measured.filter((block) => block > 0 && block < target.blocks - 1);
  const at = (values: readonly number[], blocks: readonly number[]): readonly number[] => blocks.map((block) => getAt(values, block));
  const correlate = (blocks: readonly number[]): number | null => spearman(at(predicted, blocks), at(logarithms, blocks));
  const lowest = (values: readonly number[]): readonly number[] => orderAscending(at(values, measured)).slice(0, LOWEST);
  const actual = new Set(lowest(logarithms));
  return {
    neighbour: neighbour.name,
    relation: relationOf(target, neighbour),
    spearman: correlate(measured),
    spearmanInner: correlate(inner),
    hits: lowest(predicted).filter((block) => actual.has(block)).length,
  };
}

function medianOfKnown(values: readonly (number | null)[]): number | null {
  const measured = values.filter((value) => value !== null);
  return measured.length === 0 ? null : medianOf(measured);
}
