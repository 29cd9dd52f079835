import { getAt, getEntry } from '@lamina/errors';
import type { LayerOperation } from './layer-operation.ts';
import type { MarkedProfile } from './mark-profiles.ts';
import { correlateProfiles, correlateWithDepth, leastDepth } from './rank-profile.ts';

/** The result of many models under one operation: a finding with its numbers, and what stands beside it. */
export interface ProfilesFinding {
  readonly title: string;
  readonly detail: string;
}

/** Below this, no statement about many models is made. */
export const LEAST_MODELS = 5;
const MIDDLE: readonly [number, number] = [0.25, 0.65];
const LAST_QUARTER = 0.75;
const FRAGILE = 3;
/** A half is rounded to the even number, as Python formats it: titles are compared with Python's. */
const PERCENT = new Intl.NumberFormat('en', { maximumFractionDigits: 0, roundingMode: 'halfEven' });

/** The finding of an operation; every number is computed from the profiles that count, and the words change where their rule stops holding. */
export function describeProfiles(operation: LayerOperation, profiles: readonly MarkedProfile[]): ProfilesFinding {
  const counted = countedOf(operation, profiles);
  if (counted.length === 0) return { title: 'No model has values for this operation', detail: '' };
  if (counted.length < LEAST_MODELS) {
    const models = counted.length === 1 ? '1 model has values' : `${counted.length} models have values`;
    return { title: `${models} for this operation: too few for a statement`, detail: '' };
  }
  return DESCRIBE[operation](counted, profiles);
}

/** The profiles of an operation that statements count. */
export function countedOf(operation: LayerOperation, profiles: readonly MarkedProfile[]): readonly MarkedProfile[] {
  return profiles.filter(({ isCounted, valueUnit }) => isCounted && valueUnit.operation === operation);
}

type Describe = (counted: readonly MarkedProfile[], all: readonly MarkedProfile[]) => ProfilesFinding;

const DESCRIBE: Readonly<Record<LayerOperation, Describe>> = {
  removed: describeRemoved,
  'rounded-kl': describeDivergence,
  'rounded-perplexity': describePerplexity,
  influence: describeInfluence,
};

function describeRemoved(counted: readonly MarkedProfile[], all: readonly MarkedProfile[]): ProfilesFinding {
  const n = counted.length;
  const inside = counted.filter((profile) => leastDepth(profile) >= MIDDLE[0] && leastDepth(profile) <= MIDDLE[1]).length;
  const ends = counted.filter(({ order, model }) => [0, 1, model.blockCount - 1].includes(getAt(order, order.length - 1))).length;
  const title =
    inside === n
      ? `In all ${n} models the block that is cheapest to remove lies in the middle, at ${depthsOf(counted)}`
      : `In ${inside} of ${n} models the block that is cheapest to remove lies in the middle; of all, it lies at ${depthsOf(counted)}`;
  const influence = byModel(countedOf('influence', all));
  const isOtherBlock = counted.some((profile) => {
    const other = influence.get(profile.model.slug);
    return other !== undefined && leastDepth(other) >= LAST_QUARTER && leastDepth(profile) < LAST_QUARTER;
  });
  const deep = isOtherBlock ? ' Deep blocks often change their input least, yet are not the cheapest.' : '';
  return { title, detail: `The dearest is the first, the second or the last block in ${ends} of ${n}.${deep}` };
}

function describeDivergence(counted: readonly MarkedProfile[]): ProfilesFinding {
  const [last, n] = [countLastFragile(counted), counted.length];
  const alone = last > n / 2 ? 'only the last block stands out' : 'not even the last block stands out';
  const fallsOf = (kind: 'dense' | 'mixture', words: string): string => {
    const models = counted.filter(({ model }) => model.kind === kind);
    return `${models.filter((profile) => isBelowZero(correlateWithDepth(profile))).length} of ${models.length} ${words}`;
  };
  return {
    title: `No depth is safe to round in every model; ${alone}, among the three most fragile in ${last} of ${n}`,
    detail: `The most tolerant block lies anywhere from ${depthsOf(counted)}. Divergence falls with depth in ${fallsOf('mixture', 'mixtures')}, but in ${fallsOf('dense', 'dense models')}.`,
  };
}

function describePerplexity(counted: readonly MarkedProfile[], all: readonly MarkedProfile[]): ProfilesFinding {
  const divergence = byModel(countedOf('rounded-kl', all));
  const both = counted.filter(({ model }) => divergence.has(model.slug));
  const countRising = (profiles: readonly MarkedProfile[]): number =>
    profiles.filter((profile) => isAboveZero(correlateWithDepth(profile))).length;
  const rising = `Judged by perplexity, rounding hurts more the deeper the block, in ${countRising(both)} of ${both.length} models`;
  const others = both.map(({ model }) => getEntry(divergence, model.slug));
  const last = `The last block is among the three most fragile in ${countLastFragile(counted)} of ${counted.length}.`;
  if (both.length === 0)
    return {
      title: `Judged by perplexity, rounding hurts more the deeper the block, in ${countRising(counted)} of ${counted.length} models`,
      detail: last,
    };
  return {
    title: `${rising}; judged by KL divergence, in ${countRising(others)}`,
    detail: `${last} It is the same rounding of the same files: two yardsticks, two answers.`,
  };
}

function describeInfluence(counted: readonly MarkedProfile[], all: readonly MarkedProfile[]): ProfilesFinding {
  const removed = byModel(countedOf('removed', all));
  const deep = counted.filter((profile) => leastDepth(profile) >= LAST_QUARTER);
  const both = deep.flatMap(({ model }) => removed.get(model.slug) ?? []); // most were not measured by removal
  const agree = both.filter((profile) => leastDepth(profile) >= LAST_QUARTER).length;
  const title = `A block in the last quarter changes its input least in ${deep.length} of ${counted.length} models`;
  const [extreme] = counted
    .flatMap((profile) => {
      const other = removed.get(profile.model.slug);
      const correlation = other === undefined ? null : correlateProfiles(profile, other);
      return other === undefined || correlation === null ? [] : [{ profile, other, correlation }];
    })
    .sort((one, other) => one.correlation - other.correlation);
  return {
    title:
      both.length === 0
        ? title
        : `${title}; of the ${both.length} also measured by removal, ${agree === 0 ? 'none' : agree} has its cheapest block there`,
    detail:
      extreme === undefined
        ? ''
        : `${extreme.profile.model.name}: block ${extreme.profile.order[0]} changes its input least, but block ${extreme.other.order[0]} is the cheapest to remove; the two rankings of its ${extreme.profile.model.blockCount} blocks agree at ${extreme.correlation.toFixed(2)}.`,
  };
}

/** As in "27 % to 62 % of the depth": where the blocks lie that matter least. */
function depthsOf(profiles: readonly MarkedProfile[]): string {
  const depths = profiles.map(leastDepth);
  const toPercent = (depth: number): string => `${PERCENT.format(100 * depth)} %`;
  return `${toPercent(Math.min(...depths))} to ${toPercent(Math.max(...depths))} of the depth`;
}

function countLastFragile(profiles: readonly MarkedProfile[]): number {
  return profiles.filter(({ order, model }) => order.slice(-FRAGILE).includes(model.blockCount - 1)).length;
}

function byModel(profiles: readonly MarkedProfile[]): ReadonlyMap<string, MarkedProfile> {
  return new Map(profiles.map((profile) => [profile.model.slug, profile]));
}

function isAboveZero(correlation: number | null): boolean {
  return correlation !== null && correlation > 0;
}

function isBelowZero(correlation: number | null): boolean {
  return correlation !== null && correlation < 0;
}
