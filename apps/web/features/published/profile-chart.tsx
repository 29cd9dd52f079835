'use client';

import { type ReactNode, useMemo } from 'react';
import type { ProfileFactsFragment } from '../../generated/graphql.ts';
import { LineChart, type LineSeries } from '../chart/line-chart.tsx';
import { chooseScale } from '../chart/number-scale.ts';
import { getPublishedStyle } from '../chart/series-style.ts';
import { numbers } from '../ui/numbers.ts';
import { formatDepth } from './choose-profiles.ts';

const NAMED = 3;

/** One published profile by depth: kinds of blocks marked, the noise floor as a band. */
export function ProfileChart({ profile, model }: { readonly profile: ProfileFactsFragment; readonly model: string }): ReactNode {
  const series = useMemo(() => [toValues(profile), ...toFloor(profile)], [profile]);
  const kinds = useMemo(() => toKinds(profile), [profile]);
  const { label, unit, mostTolerant, isLowTolerated, unitOfValue, source } = profile;
  const best = mostTolerant.slice(0, NAMED).toSorted((one, other) => one - other);
  return (
    <LineChart
      name={`published-${source.slug}-${unit}-${label.replace(/\W+/g, '-')}`}
      file={`${model}, ${unit}, ${label}, published. ${source.credit}`}
      title={`${UNITS[unit] ?? unit} ${best.join(', ')} matter least: ${label}`}
      series={series}
      summary={describe(profile)}
      xTitle="Block (0 is nearest the input)"
      yTitle={`${unitOfValue}${isLowTolerated ? '' : ', high = changes little'}`}
      yScale={chooseScale(profile.values)}
      digits={4}
      wholeX
      bands={false}
      kinds={kinds}
      height={260}
    />
  );
}

const UNITS: Readonly<Record<string, string>> = { block: 'Blocks', attention: 'Attentions', mlp: 'MLPs' };

function toValues({ label, layers, values }: ProfileFactsFragment): LineSeries {
  const points = layers.map((x, place) => ({ x, y: values[place] ?? Number.NaN, low: null, high: null })); // as many values as layers
  return { name: label, points, style: getPublishedStyle(0) };
}

/** At each layer; none where a layer has no value, because marks stand at whole places. */
function toKinds({ layers, kinds }: ProfileFactsFragment): readonly string[] {
  return layers.every((layer, place) => layer === place) ? kinds : [];
}

function toFloor({ layers, floors }: ProfileFactsFragment): readonly LineSeries[] {
  if (floors.length === 0) return [];
  const points = layers.map((x, place) => ({ x, y: floors[place] ?? 0, low: 0, high: floors[place] ?? 0 })); // as many floors as layers
  return [{ name: 'noise floor (band)', points, style: { ...getPublishedStyle(1), color: 'var(--ink-2)', dash: '2 3' } }];
}

function describe(profile: ProfileFactsFragment): string {
  const { text, tokens, source, floors } = profile;
  const care = new Set(floors).size > 1 ? 'Floors differ between kinds of blocks, so the best are named by what is above the floor. ' : '';
  const on = text === null ? 'The text is not stated.' : `Text: ${text}${tokens === null ? '' : `, ${numbers.integer(tokens)} tokens`}.`;
  return `Rank correlation with depth ${formatDepth(profile)}. ${care}${on} ${source.credit}`;
}
