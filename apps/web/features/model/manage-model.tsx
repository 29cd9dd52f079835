'use client';

import { useRouter } from 'next/navigation';
import { type FormEvent, type ReactNode, useState } from 'react';
import { DeleteModelDocument, UpdateModelDocument } from '../../generated/graphql.ts';
import { sendApi } from '../api/send-api.ts';
import control from '../ui/control.module.css';
import { readText } from '../ui/read-text.ts';
import { useAction } from '../ui/use-action.ts';
import type { ModelFacts } from './load-model.ts';
import styles from './model.module.css';

export interface ManageModelProps {
  readonly model: Pick<ModelFacts, 'slug' | 'name' | 'description' | 'licence' | 'family'>;
  /** True if the reader may delete models. */
  readonly mayDelete: boolean;
}

/** Forms that change the texts about a model and delete it. A refusal is shown beside the form that caused it. */
export function ManageModel({ model, mayDelete }: ManageModelProps): ReactNode {
  const router = useRouter();
  const { busy, problem, run } = useAction();
  const save = (event: FormEvent<HTMLFormElement>) => {
    event.preventDefault();
    const data = new FormData(event.currentTarget);
    const text = (name: string) => readText(data, name);
    const family = { slug: text('family'), name: text('familyName') || null };
    const input = { slug: model.slug, name: text('name'), description: text('description'), licence: text('licence'), family };
    return run(async () => {
      await sendApi(UpdateModelDocument, { input });
      router.refresh();
    });
  };
  const remove = (withResults: boolean) =>
    run(async () => {
      await sendApi(DeleteModelDocument, { slug: model.slug, withResults });
      router.replace('/');
    });
  return (
    <details className={styles.manage}>
      <summary>Edit or delete</summary>
      <form className={styles.manageForm} onSubmit={save}>
        <Field label="Name" name="name" value={model.name} required />
        <Field label="Description" name="description" value={model.description ?? ''} />
        <Field label="Licence" name="licence" value={model.licence ?? ''} />
        <Field label="Family, short name" name="family" value={model.family.slug} required />
        <Field label="Family, name (if it is new)" name="familyName" value="" />
        <button type="submit" className={control.primary} disabled={busy}>
          Save
        </button>
      </form>
      {mayDelete && <DeleteButtons busy={busy} onDelete={remove} />}
      <p role="alert" className={styles.manageProblem}>
        {problem}
      </p>
    </details>
  );
}

interface FieldProps {
  readonly label: string;
  readonly name: string;
  readonly value: string;
  readonly required?: boolean;
}

function Field({ label, name, value, required = false }: FieldProps): ReactNode {
  return (
    <label className={control.field}>
      {label}
      <input className={control.input} name={name} defaultValue={value} required={required} maxLength={2000} autoComplete="off" />
    </label>
  );
}

/** Asks before it deletes; the results go only when that is chosen. */
function DeleteButtons({ busy, onDelete }: { readonly busy: boolean; readonly onDelete: (withResults: boolean) => void }): ReactNode {
  const [asked, setAsked] = useState(false);
  const [withResults, setWithResults] = useState(false);
  if (!asked)
    return (
      <button type="button" className={control.button} disabled={busy} onClick={() => setAsked(true)}>
        Delete this model
      </button>
    );
  return (
    <div className={control.bar} role="alertdialog" aria-label="Delete this model?">
      <label className={control.field}>
        <input type="checkbox" checked={withResults} onChange={(event) => setWithResults(event.target.checked)} /> Also delete all its
        results
      </label>
      <button type="button" className={control.button} disabled={busy} onClick={() => onDelete(withResults)}>
        Delete it for good
      </button>
      <button type="button" className={control.button} onClick={() => setAsked(false)}>
        Keep it
      </button>
    </div>
  );
}
