'use client';

import { type ReactNode, useMemo } from 'react';
import type { EntryFactsFragment } from '../../generated/graphql.ts';
import type { QuerySource } from '../query/query-source.ts';
import { type Column, toBytesColumn, toNumberColumn } from '../table/column.ts';
import { DataTable } from '../table/data-table.tsx';
import { formatBytes } from '../ui/format.ts';
import { formatEstimate } from '../ui/interval.ts';
import { Section } from '../ui/section.tsx';
import { describeFacts, keyOfFacts } from './describe-change.ts';
import { NOT_MEASURED, writeLoss, writeVerdict } from './read-front.ts';

export interface FormsTableProps {
  /** The judged changes of an answer. */
  readonly front: readonly EntryFactsFragment[];
  readonly slug: string;
  readonly limit: number;
  readonly query: QuerySource;
}

/** Every judged change with what it saves, beside what it costs: the same verdicts and numbers as those of the answer. */
export function FormsTable({ front, slug, limit, query }: FormsTableProps): ReactNode {
  const hasSpeed = front.some(({ saved }) => saved.speed !== null);
  const columns = useMemo(() => listColumns(limit, hasSpeed), [limit, hasSpeed]);
  const [first] = front;
  const { bytesBefore = null, cacheBytesPerTokenBefore: cache = null } = first?.saved ?? {};
  const whole = [
    bytesBefore === null ? null : `${formatBytes(bytesBefore)} of file`,
    cache === null ? null : `${formatBytes(cache)} of cache per token`,
  ].filter((part) => part !== null);
  return (
    <Section
      id="saved"
      title="What is saved?"
      intro={`${whole.length === 0 ? '' : `The whole model takes ${whole.join(' and ')}. `}${hasSpeed ? SPEED_NOTE : 'Speed was not measured.'}`}
    >
      <DataTable
        title={`Forms of ${slug}`}
        name="form"
        prefix="forms-"
        rows={front}
        columns={columns}
        getRowId={({ change }) => keyOfFacts(change)}
        rowHeader="form"
        sort={SORT}
        empty="No change of this model was judged."
        query={query}
      />
    </Section>
  );
}

const SPEED_NOTE = 'Speeds are ÷ the whole model’s, both run alternately; an interval that contains 1 shows no difference.';

/** The cheapest first. */
const SORT = [{ id: 'loss', desc: false }] as const;

const listColumns = (limit: number, hasSpeed: boolean): readonly Column<EntryFactsFragment>[] => [
  { id: 'form', title: 'Change', width: 300, value: ({ change }) => describeFacts(change, true) },
  { id: 'verdict', title: 'Verdict', width: 120, value: ({ verdict }) => writeVerdict(verdict, limit) },
  toNumberColumn(
    { id: 'loss', title: 'Perplexity', hint: 'more, or times', first: 'asc', width: 110 },
    ({ textLoss }) => textLoss,
    writeLoss,
  ),
  toBytesColumn<EntryFactsFragment>({ id: 'file', title: 'File' }, ({ saved }) => saved.bytesAfter),
  toBytesColumn<EntryFactsFragment>({ id: 'cache', title: 'Cache', hint: 'per token' }, ({ saved }) => saved.cacheBytesPerTokenAfter),
  ...(hasSpeed
    ? [
        toSpeedColumn('prompt', 'Prompt speed', ({ speed }) => speed?.prompt ?? null),
        toSpeedColumn('writing', 'Writing speed', ({ speed }) => speed?.writing ?? null),
      ]
    : []),
];

type Saved = EntryFactsFragment['saved'];
type Speed = NonNullable<Saved['speed']>['writing'];

/** The column of a speed ÷ the whole model's. */
function toSpeedColumn(id: string, title: string, read: (saved: Saved) => Speed): Column<EntryFactsFragment> {
  return {
    id,
    title,
    hint: '÷ whole, 95 %',
    numeric: true,
    width: 150,
    value: ({ saved }) => read(saved)?.ratio ?? null,
    text: ({ saved }) => {
      const speed = read(saved);
      return speed === null ? NOT_MEASURED : formatEstimate(speed.ratio, speed.interval);
    },
    details: [
      { id: `${id}_low`, value: ({ saved }) => read(saved)?.interval?.low ?? null },
      { id: `${id}_high`, value: ({ saved }) => read(saved)?.interval?.high ?? null },
    ],
  };
}
