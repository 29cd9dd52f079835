'use client';

import { useQueryStates } from 'nuqs';
import { type ReactNode, useMemo } from 'react';
import { LineChart } from '../chart/line-chart.tsx';
import { chooseScale } from '../chart/number-scale.ts';
import { getSeriesStyle } from '../chart/series-style.ts';
import { Section } from '../ui/section.tsx';
import { Select } from '../ui/select.tsx';
import { chooseProfiles } from './choose-profiles.ts';
import { CreditLine } from './credit-line.tsx';
import { FIRST_STYLE } from './profile-chart.tsx';
import type { PublishedModelRow } from './published-board.tsx';
import { publishedParsers } from './published-params.ts';

/** As many lines as have a style of their own. */
const MAXIMUM = 4;

/** Profiles of several models by relative depth, of one operation at a time. */
export function OverlayChart({ models }: { readonly models: readonly PublishedModelRow[] }): ReactNode {
  const [{ label: chosen }, setParams] = useQueryStates(publishedParsers, { scroll: false });
  const found = useMemo(() => models.flatMap((model) => chooseProfiles(model.profiles).map((profile) => ({ model, profile }))), [models]);
  const labels = [...Map.groupBy(found, ({ profile }) => profile.label)].sort(([, one], [, other]) => other.length - one.length);
  const label = labels.find(([one]) => one === chosen)?.[0] ?? labels[0]?.[0]; // the one of most models
  const shown = found.filter(({ profile }) => profile.label === label).slice(0, MAXIMUM);
  const series = shown.map(({ model: { name }, profile: { layers, values } }, place) => ({
    name,
    points: values.map((y, at) => ({ x: (layers[at] ?? 0) / Math.max(1, layers.at(-1) ?? 1), y, low: null, high: null })), // as many layers as values
    style: getSeriesStyle(FIRST_STYLE + place),
  }));
  if (label === undefined || shown.length < 2) return null;
  return (
    <Section
      id="overlay"
      title={`Published, by relative depth: ${label}`}
      intro="One operation at a time. Values of different types of rounding do not compare; their order by depth does."
      actions={
        <Select
          label="Operation"
          value={label}
          options={labels.map(([value, { length }]) => ({ value, label: `${value} (${length})` }))}
          onChange={(value) => setParams({ label: value })}
        />
      }
    >
      <LineChart
        name="published-overlay"
        file={`Published, ${label}`}
        title={`${shown.length} models, blocks ${label} (published)`}
        series={series}
        summary="Published by others, not measured here."
        xTitle="Relative depth (0 = first block, 1 = last)"
        yTitle={shown[0]?.profile.unitOfValue ?? label}
        yScale={chooseScale(series.flatMap(({ points }) => points.map(({ y }) => y)))}
        digits={4}
        bands={false}
        height={340}
      />
      <CreditLine sources={shown.map(({ profile }) => profile.source)} />
    </Section>
  );
}
