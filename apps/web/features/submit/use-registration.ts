'use client';

import { useRouter } from 'next/navigation';
import { createSerializer, useQueryStates } from 'nuqs';
import { useState } from 'react';
import type { JobDetailFragment } from '../../generated/graphql.ts';
import { ApiError } from '../api/api-error.ts';
import { hasFailed } from '../jobs/job-states.ts';
import { submitParsers } from './submit-params.ts';

/** A registration that a form has sent. */
export interface RegistrationState {
  readonly busy: boolean;
  readonly problem: string | null;
  /** Global id of the job that reads the model's files; null = none is running. */
  readonly jobId: string | null;
  /** The job as it was last reported; null before the first report. */
  readonly job: JobDetailFragment | null;
  readonly slug: string;
}

export interface Registration {
  readonly state: RegistrationState;
  /** Sends a registration. `send` returns the global id of its job; null = the model exists already. */
  submit(slug: string, send: () => Promise<string | null>): Promise<void>;
  /** Takes a report of the job; when it has succeeded, the model is chosen in the form of the study. */
  follow(job: JobDetailFragment): void;
}

const serialize = createSerializer(submitParsers);

const IDLE: RegistrationState = { busy: false, problem: null, jobId: null, job: null, slug: '' };

/** Registers a model and follows the job that reads it. */
export function useRegistration(): Registration {
  const router = useRouter();
  const [params] = useQueryStates(submitParsers);
  const [state, setState] = useState(IDLE);
  // The new address and the list with the new model arrive together, so the form never names a model that it does not know.
  const choose = (slug: string): void => {
    setState({ ...IDLE, slug });
    router.push(serialize('/submit', { ...params, models: [...new Set([...params.models, slug])] }), { scroll: false });
  };
  return {
    state,
    async submit(slug, send) {
      setState({ ...IDLE, busy: true, slug });
      try {
        const jobId = await send();
        if (jobId === null) choose(slug);
        else setState({ ...IDLE, busy: true, jobId, slug });
      } catch (error) {
        if (!(error instanceof ApiError)) throw error;
        setState({ ...IDLE, problem: error.message, slug });
      }
    },
    follow(job) {
      if (job.status === 'SUCCEEDED') choose(state.slug);
      else if (hasFailed(job.status))
        setState((before) => ({ ...IDLE, slug: before.slug, problem: job.error?.message ?? 'The job was cancelled.' }));
      else setState((before) => ({ ...before, job }));
    },
  };
}
