'use client';

import { useQueryStates } from 'nuqs';
import { type ReactNode, useMemo } from 'react';
import type { PublishedRowFragment } from '../../generated/graphql.ts';
import { LineChart } from '../chart/line-chart.tsx';
import { chooseScale } from '../chart/number-scale.ts';
import { getPublishedStyle } from '../chart/series-style.ts';
import { chooseProfiles, formatDepth } from '../published/choose-profiles.ts';
import { CreditLine } from '../published/credit-line.tsx';
import { Section } from '../ui/section.tsx';
import { Select } from '../ui/select.tsx';
import { compareParsers, MAX_LINES } from './compare-params.ts';

const DEPTH: readonly [number, number] = [0, 1];

/** Published profiles of the compared models by relative depth, of one operation at a time. */
export function PublishedOverlay({ models }: { readonly models: readonly PublishedRowFragment[] }): ReactNode {
  const [{ profile: wanted }, setParams] = useQueryStates(compareParsers, { scroll: false });
  const found = useMemo(
    () => models.flatMap((model) => chooseProfiles(model.profiles).map((profile) => ({ name: model.name, profile }))),
    [models],
  );
  const labels = [...Map.groupBy(found, ({ profile }) => profile.label)].sort(([, one], [, other]) => other.length - one.length);
  const chosen = labels.find(([label]) => label === wanted) ?? labels[0]; // the one of most models
  if (chosen === undefined) return null;
  const [label, all] = chosen;
  const [shown, others] = [all.slice(0, MAX_LINES), all.slice(MAX_LINES)];
  const credits = [...new Set(shown.map(({ profile }) => profile.source.credit))].join('; ');
  const series = shown.map(({ name, profile: { layers, values } }, place) => ({
    name,
    points: values.map((y, at) => ({ x: (layers[at] ?? 0) / Math.max(1, layers.at(-1) ?? 1), y, low: null, high: null })), // as many layers as values
    style: getPublishedStyle(place),
  }));
  return (
    <Section
      id="overlay"
      title="What did others measure?"
      intro="Published by other people, not measured here. One operation at a time: operations rank blocks differently, and values of different types of rounding do not compare."
      actions={
        <Select
          label="Operation"
          value={label}
          options={labels.map(([value, { length }]) => ({ value, label: `${value} (${length})` }))}
          onChange={(value) => setParams({ profile: value })}
        />
      }
    >
      <LineChart
        name="published-overlay"
        file={`${label}, published. ${credits}`}
        title={`Every block by relative depth: ${label}`}
        series={series}
        summary={`Rank correlation with depth: ${shown.map(({ profile, name }) => `${name} ${formatDepth(profile)}`).join(', ')}. ${credits}`}
        xTitle="Relative depth (0 = first block, 1 = last)"
        yTitle={shown[0]?.profile.unitOfValue ?? label}
        yScale={chooseScale(series.flatMap(({ points }) => points.map(({ y }) => y)))}
        digits={4}
        bands={false}
        xDomain={DEPTH}
        height={340}
      />
      {others.length > 0 && (
        <p>
          Not drawn, because a chart tells {MAX_LINES} lines apart: {others.map(({ name }) => name).join(', ')}.
        </p>
      )}
      <CreditLine sources={shown.map(({ profile }) => profile.source)} />
    </Section>
  );
}
