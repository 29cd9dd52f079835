'use client';

import { toEnumName } from '@lamina/metrics';
import { useQueryStates } from 'nuqs';
import { type ReactNode, useTransition } from 'react';
import type { JobRowFragment } from '../../generated/graphql.ts';
import { ChoiceFilter } from '../filter/choice-filter.tsx';
import { type ActiveFilter, FilterBar } from '../filter/filter-bar.tsx';
import { Select } from '../ui/select.tsx';
import { getJobVerb, JOB_KINDS } from './describe-job.ts';
import { type JobsParams, jobsParsers } from './jobs-params.ts';

const KINDS = [{ value: '', label: 'any' }, ...JOB_KINDS.map((kind) => ({ value: kind, label: getJobVerb(toEnumName(kind)) }))] as const;

/** Filters of the list of jobs. */
export function JobsFilterBar({ params, jobs }: { readonly params: JobsParams; readonly jobs: readonly JobRowFragment[] }): ReactNode {
  const [pending, startTransition] = useTransition();
  const [, setParams] = useQueryStates(jobsParsers, { shallow: false, startTransition, scroll: false, history: 'push' });
  // Without a chosen model all are listed.
  const chosen = params.models ?? [];
  const slugs = new Map([
    ...chosen.map((slug) => [slug, slug] as const),
    ...jobs.flatMap(({ model }) => (model ? [[model.slug, model.name] as const] : [])),
  ]);
  const active: ActiveFilter[] = [
    ...(params.study ? [{ key: 'study', label: 'One study', onClear: () => void setParams({ study: null, after: null }) }] : []),
    ...chosen.map((slug) => ({
      key: slug,
      label: slugs.get(slug) ?? slug,
      onClear: () => void setParams({ models: chosen.filter((one) => one !== slug), after: null }),
    })),
  ];
  return (
    <FilterBar pending={pending} active={active} onClearAll={() => setParams({ study: null, models: null, kind: null, after: null })}>
      <Select
        label="Kind"
        value={params.kind ?? ''}
        options={KINDS}
        onChange={(kind) => setParams({ kind: kind === '' ? null : kind, after: null })}
      />
      <ChoiceFilter
        label="Model"
        choices={[...slugs].map(([value, label]) => ({ value, label }))}
        chosen={chosen}
        onChange={(models) => setParams({ models: models.length > 0 ? [...models] : null, after: null })}
      />
    </FilterBar>
  );
}
