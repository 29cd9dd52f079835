'use client';

import Link from 'next/link';
import { type ReactNode, useMemo, useState } from 'react';
import type { ProfileFactsFragment, PublishedBoardQuery } from '../../generated/graphql.ts';
import type { QuerySource } from '../query/query-source.ts';
import type { Column } from '../table/column.ts';
import { DataTable } from '../table/data-table.tsx';
import { countOf } from '../ui/format.ts';
import { MISSING, numbers } from '../ui/numbers.ts';
import { Section } from '../ui/section.tsx';
import table from '../ui/table.module.css';
import { chooseProfiles } from './choose-profiles.ts';

export type PublishedModelRow = PublishedBoardQuery['publishedModels']['nodes'][number];

/** A model and one operation on its blocks; null where only sets of removed blocks were published. */
interface Row {
  readonly id: string;
  readonly model: PublishedModelRow;
  readonly profile: ProfileFactsFragment | null;
}

/** All models of which others published numbers, an operation a row. */
export function PublishedBoard({
  models,
  query,
}: {
  readonly models: readonly PublishedModelRow[];
  readonly query: QuerySource;
}): ReactNode {
  const [search, setSearch] = useState('');
  const rows = useMemo(() => models.flatMap(toRows), [models]);
  const wanted = search.toLowerCase();
  const shown = rows.filter(({ model }) => `${model.name} ${model.generation ?? ''}`.toLowerCase().includes(wanted)); // a model of no generation has only its name
  return (
    <Section
      id="published"
      title="What others measured, model by model"
      intro="Published by other people, not measured here. Each row is one operation: operations rank blocks differently and are never averaged. Values of other types and metrics are on the model's page."
      actions={
        <input
          type="search"
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
        getRowId={getId}
        rowHeader="model"
        status={`${countOf(new Set(shown.map(({ model }) => model.slug)).size, 'model')}`}
        empty="No such model was published."
        query={query}
      />
    </Section>
  );
}

function getId({ id }: Row): string {
  return id;
}

function toRows(model: PublishedModelRow): readonly Row[] {
  const profiles = chooseProfiles(model.profiles);
  if (profiles.length === 0) return [{ id: model.slug, model, profile: null }];
  return profiles.map((profile) => ({ id: `${model.slug}/${profile.source.slug}/${profile.label}`, model, profile }));
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
    value: ({ profile, model }) =>
      profile?.label ?? (model.removals.length === 0 ? 'parts of blocks only' : `sets of removed parts (${model.removals.length})`), // no values
  },
  {
    id: 'tolerant',
    title: 'Tolerate it best',
    hint: 'blocks, best first',
    width: 170,
    value: ({ profile }) => profile?.mostTolerant.join(', ') ?? null,
    text: ({ profile }) => profile?.mostTolerant.join(', ') ?? MISSING, // no values
  },
  {
    id: 'depth',
    title: 'With depth',
    hint: 'rank correlation',
    definition: 'Rank correlation of the values with depth. Near −1 or 1 the profile says little but depth.',
    numeric: true,
    width: 130,
    value: ({ profile }) => profile?.depthCorrelation ?? null,
    format: (value) => numbers.fixed(value, 2),
  },
  {
    id: 'source',
    title: 'Published by',
    width: 280,
    value: ({ profile, model }) => profile?.source.credit ?? [...new Set(model.removals.map(({ paper }) => paper))].join('; '), // no values
    render: ({ profile, model }) =>
      profile?.source.url ? (
        <a href={profile.source.url}>{profile.source.title}</a>
      ) : (
        [...new Set(model.removals.map(({ paper }) => paper))].join('; ')
      ),
  },
];
