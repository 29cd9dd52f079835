'use client';

import { toEnumName } from '@lamina/metrics';
import { useQueryStates } from 'nuqs';
import { type ReactNode, useTransition } from 'react';
import type { JobRowFragment } from '../../generated/graphql.ts';
import control from '../ui/control.module.css';
import { Select } from '../ui/select.tsx';
import { getJobVerb, JOB_KINDS } from './describe-job.ts';
import { JOB_STATES } from './job-states.ts';
import { type JobsParams, jobsParsers } from './jobs-params.ts';

const KINDS = [{ value: '', label: 'any' }, ...JOB_KINDS.map((kind) => ({ value: kind, label: getJobVerb(toEnumName(kind)) }))] as const;

const STATES = [{ value: '', label: 'any' }, ...JOB_STATES.map((state) => ({ value: state, label: state }))] as const;

/** Filters of the list of jobs. */
export function JobsFilterBar({ params, jobs }: { readonly params: JobsParams; readonly jobs: readonly JobRowFragment[] }): ReactNode {
  const [pending, startTransition] = useTransition();
  const [, setParams] = useQueryStates(jobsParsers, { shallow: false, startTransition, scroll: false, history: 'push' });
  // Without a chosen model all are listed.
  const [chosen = ''] = params.models ?? [];
  const models = new Map([
    [chosen, chosen || 'all'],
    ['', 'all'],
    ...jobs.flatMap(({ model }) => (model ? [[model.slug, model.name] as const] : [])),
  ]);
  return (
    <search className={pending ? `${control.bar} ${control.pending}` : control.bar} aria-busy={pending}>
      <Select
        label="State"
        value={params.status ?? ''}
        options={STATES}
        onChange={(status) => setParams({ status: status === '' ? null : status, after: null })}
      />
      <Select
        label="Kind"
        value={params.kind ?? ''}
        options={KINDS}
        onChange={(kind) => setParams({ kind: kind === '' ? null : kind, after: null })}
      />
      <Select
        label="Model"
        value={chosen}
        options={[...models].map(([value, label]) => ({ value, label }))}
        onChange={(model) => setParams({ models: model === '' ? null : [model], after: null })}
      />
      {params.study !== null && (
        <button type="button" className={control.button} onClick={() => setParams({ study: null, after: null })}>
          Jobs of all studies
        </button>
      )}
    </search>
  );
}
