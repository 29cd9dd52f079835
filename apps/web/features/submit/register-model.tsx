'use client';

import Link from 'next/link';
import { useRouter } from 'next/navigation';
import { useQueryStates } from 'nuqs';
import { type FormEvent, type ReactNode, useId, useRef, useState } from 'react';
import { JobProgressDocument, type JobRowFragment, RegisterModelDocument } from '../../generated/graphql.ts';
import { ApiError } from '../api/api-error.ts';
import { useSubscription } from '../api/live-api.tsx';
import { sendApi } from '../api/send-api.ts';
import { hasFailed } from '../jobs/job-states.ts';
import { RunningJobs } from '../jobs/running-jobs.tsx';
import control from '../ui/control.module.css';
import { countOf } from '../ui/count-of.ts';
import { readText } from '../ui/read-text.ts';
import styles from './submit.module.css';
import { submitParsers } from './submit-params.ts';
import { suggestSlug } from './suggest-slug.ts';

interface State {
  readonly busy: boolean;
  readonly problem: string | null;
  readonly job: JobRowFragment | null;
  readonly slug: string;
}

export interface RegisterModelProps {
  readonly mayRegister: boolean;
  /** Model folders that the running workers see. */
  readonly folders: readonly string[];
}

/** Registers a folder of the scorer or a model of the hub. A scorer reads its graph, and then the form selects it. */
export function RegisterModel({ mayRegister, folders }: RegisterModelProps): ReactNode {
  const router = useRouter();
  const [{ models }, setParams] = useQueryStates(submitParsers, { scroll: false });
  const [state, setState] = useState<State>({ busy: false, problem: null, job: null, slug: '' });
  const choose = async (slug: string) => {
    setState((before) => ({ ...before, busy: false, job: null }));
    await setParams({ models: [...new Set([...models, slug])] }, { shallow: false });
    router.refresh();
  };
  const submit = async (event: FormEvent<HTMLFormElement>) => {
    event.preventDefault();
    const data = new FormData(event.currentTarget);
    const text = (name: string) => readText(data, name);
    const slug = text('slug') || suggestSlug(text('reference'));
    setState({ busy: true, problem: null, job: null, slug });
    try {
      const { registerModel } = await sendApi(RegisterModelDocument, {
        input: {
          reference: text('reference'),
          slug,
          name: text('name') || null,
          licence: text('licence') || null,
          family: text('family') === '' ? null : { slug: suggestSlug(text('family')), name: text('family') },
        },
      });
      if (registerModel.model) await choose(registerModel.model.slug);
      else setState({ busy: registerModel.job !== null, problem: null, job: registerModel.job ?? null, slug });
    } catch (error) {
      if (!(error instanceof ApiError)) throw error;
      setState({ busy: false, problem: error.message, job: null, slug });
    }
  };
  const follow = (job: JobRowFragment) => {
    if (job.status === 'SUCCEEDED') void choose(state.slug);
    else if (hasFailed(job.status)) {
      setState((before) => ({ ...before, busy: false, job: null, problem: job.error?.message ?? 'The job was cancelled.' }));
    } else setState((before) => ({ ...before, job }));
  };
  return (
    <details className={styles.register}>
      <summary>Register another model</summary>
      <RegisterFields busy={state.busy} mayRegister={mayRegister} folders={folders} onSubmit={submit} />
      {state.job && <Following job={state.job} onChange={follow} />}
      <p role="alert" className={styles.refusal}>
        {state.problem}
      </p>
    </details>
  );
}

function Following({ job, onChange }: { readonly job: JobRowFragment; readonly onChange: (job: JobRowFragment) => void }): ReactNode {
  useSubscription(JobProgressDocument, { id: job.id }, { onData: ({ jobProgress }) => onChange(jobProgress) });
  return (
    <>
      <p className={styles.hint}>
        A scorer reads the graph; the model is chosen when it has. <Link href="/jobs">See the queue</Link>.
      </p>
      <RunningJobs jobs={[job]} />
    </>
  );
}

interface RegisterFieldsProps extends RegisterModelProps {
  readonly busy: boolean;
  readonly onSubmit: (event: FormEvent<HTMLFormElement>) => void;
}

function RegisterFields({ busy, mayRegister, folders, onSubmit }: RegisterFieldsProps): ReactNode {
  const slug = useRef<HTMLInputElement>(null);
  const help = useId();
  const list = useId();
  return (
    <form className={styles.registerForm} onSubmit={onSubmit}>
      <label className={control.field}>
        Folder or hub model
        <input
          className={control.input}
          name="reference"
          required
          placeholder="org/name:fp16, or a folder’s name"
          list={list}
          aria-describedby={help}
          spellCheck={false}
          onChange={(event) => {
            if (slug.current) slug.current.placeholder = suggestSlug(event.target.value) || 'made from it';
          }}
        />
      </label>
      <datalist id={list}>
        {folders.map((folder) => (
          <option key={folder} value={folder} />
        ))}
      </datalist>
      <label className={control.field}>
        Short name
        <input
          ref={slug}
          className={control.input}
          name="slug"
          placeholder="made from it"
          pattern="[a-z0-9][a-z0-9._\-]*"
          spellCheck={false}
        />
      </label>
      <label className={control.field}>
        Name
        <input className={control.input} name="name" placeholder="the short name" />
      </label>
      <label className={control.field}>
        Licence
        <input className={control.input} name="licence" placeholder="not stated" />
      </label>
      <label className={control.field}>
        Family
        <input className={control.input} name="family" placeholder="its architecture" />
      </label>
      <button type="submit" className={control.button} disabled={busy || !mayRegister}>
        {busy ? 'Registering …' : 'Register'}
      </button>
      <p id={help} className={styles.hint}>
        A folder below the scorer’s model folders that holds safetensors with <code>config.json</code>, a <code>.gguf</code> file or{' '}
        <code>onnx/model.onnx</code>; or <code>org/name[@revision][:variant]</code> on the hub.
        {folders.length > 0 && ` The scorers see ${countOf(folders.length, 'folder')}: the field lists them.`}
        {!mayRegister && ' Registering needs a token; sign in first.'}
      </p>
    </form>
  );
}
