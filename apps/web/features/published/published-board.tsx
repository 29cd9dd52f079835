'use client';

import Link from 'next/link';
import { type ReactNode, useMemo, useState } from 'react';
import type { ProfileFactsFragment, PublishedRowFragment, SourceFactsFragment } from '../../generated/graphql.ts';
import type { QuerySource } from '../query/query-source.ts';
import { type Column, toShareColumn } from '../table/column.ts';
import { DataTable } from '../table/data-table.tsx';
import control from '../ui/control.module.css';
import { countOf } from '../ui/format.ts';
import { MISSING } from '../ui/numbers.ts';
import { Section } from '../ui/section.tsx';
import table from '../ui/table.module.css';
import { chooseProfiles } from './choose-profiles.ts';

/** A model and one operation on its blocks; null where only sets of removed blocks were published. */
interface Row {
  readonly id: string;
  readonly model: PublishedRowFragment;
  readonly profile: ProfileFactsFragment | null;
}

/** All models of which others published numbers, an operation a row. */
export function PublishedBoard({
  models,
  query,
}: {
  readonly models: readonly PublishedRowFragment[];
  readonly query: QuerySource;
}): ReactNode {
  const [search, setSearch] = useState('');
  const rows = useMemo(() => models.flatMap(toRows), [models]);
  const words = search.toLowerCase().split(/\s+/);
  const shown = rows.filter(({ model }) => words.every((word) => namesOf(model).includes(word)));
  return (
    <Section
      id="published"
      title="What others measured, model by model"
      intro="Published by other people, not measured here. Each row is one operation: operations rank blocks differently and are never averaged. Values of other types and metrics are on the model's page."
      actions={
        <input
          type="search"
          className={control.input}
          aria-label="Search published models"
          placeholder="Search models"
          value={search}
          onChange={(event) => setSearch(event.target.value)}
        />
      }
    >
      <DataTable
        title="Published numbers of layers"
        name="published"
        rows={shown}
        columns={COLUMNS}
        rowHeader="model"
        status={`${countOf(new Set(shown.map(({ model }) => model.slug)).size, 'model')}`}
        empty="No such model was published."
        query={query}
      />
    </Section>
  );
}

/** Every name by which a model can be found: sources name some differently. */
function namesOf({ name, hubId, aliases, generation }: PublishedRowFragment): string {
  return [name, hubId, ...aliases, generation].join(' ').toLowerCase();
}

function toRows(model: PublishedRowFragment): readonly Row[] {
  const profiles = chooseProfiles(model.profiles);
  if (profiles.length === 0) return [{ id: model.slug, model, profile: null }];
  return profiles.map((profile) => ({ id: `${model.slug}/${profile.source.slug}/${profile.label}`, model, profile }));
}

/** Who published what a row shows. */
function listSources({ profile, model }: Row): readonly Pick<SourceFactsFragment, 'title' | 'url' | 'credit'>[] {
  if (profile !== null) return [profile.source];
  const ofSets = model.removals.map(({ paper, url }) => ({ title: paper, url, credit: paper }));
  return [...new Map([...ofSets, ...model.every.map(({ source }) => source)].map((source) => [source.title, source])).values()];
}

const COLUMNS: readonly Column<Row>[] = [
  {
    id: 'model',
    title: 'Model',
    width: 260,
    value: ({ model }) => model.name,
    render: ({ model }) => (
      <>
        <Link href={`/published/${encodeURIComponent(model.slug)}`} prefetch={false}>
          {model.name}
        </Link>
        <span className={table.sub}>
          {[model.generation, `${model.blockCount} blocks`, model.feedForwardKind].filter(Boolean).join(' · ')}
          {model.aliases.length > 0 && ` · published as ${model.aliases.join(', ')}`}
          {model.measured && ' · measured here too'}
        </span>
      </>
    ),
    details: [
      { id: 'generation', value: ({ model }) => model.generation },
      { id: 'blocks', value: ({ model }) => model.blockCount },
    ],
  },
  {
    id: 'operation',
    title: 'Published: blocks',
    width: 230,
    value: ({ profile, model: { removals, every } }) =>
      profile?.label ??
      [
        removals.length > 0 && `sets of removed parts (${removals.length})`,
        ...new Set(every.map(({ unit, label }) => `${unit} only: ${label}`)),
      ]
        .filter(Boolean)
        .join('; '),
  },
  {
    id: 'tolerant',
    title: 'Tolerate it best',
    hint: 'blocks, best first',
    width: 170,
    value: ({ profile }) => profile?.mostTolerant.join(', ') ?? null,
    text: ({ profile }) => profile?.mostTolerant.join(', ') ?? MISSING, // no values
  },
  toShareColumn(
    {
      id: 'depth',
      title: 'With depth',
      hint: 'rank correlation',
      definition: 'Rank correlation of the values with depth. Near −1 or 1 the profile says little but depth.',
      width: 130,
    },
    ({ profile }) => profile?.depthCorrelation ?? null,
  ),
  {
    id: 'source',
    title: 'Published by',
    width: 280,
    value: (row) =>
      listSources(row)
        .map(({ credit }) => credit)
        .join('; '),
    render: (row) =>
      listSources(row).map(({ title, url }, place) => (
        <span key={title}>
          {place > 0 && '; '}
          {url === null ? title : <a href={url}>{title}</a>}
        </span>
      )),
  },
];
