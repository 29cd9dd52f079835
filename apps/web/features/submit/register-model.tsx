'use client';

import { useRouter } from 'next/navigation';
import { type FormEvent, type ReactNode, useEffect, useId, useRef, useState } from 'react';
import { RegisterModelDocument } from '../../generated/graphql.ts';
import { sendApi } from '../api/send-api.ts';
import { toJobsHref } from '../jobs/jobs-params.ts';
import control from '../ui/control.module.css';
import { countOf } from '../ui/format.ts';
import problemStyles from '../ui/problem.module.css';
import { readText } from '../ui/read-text.ts';
import { useAction } from '../ui/use-action.ts';
import { ModelFields, readModelWords } from './model-fields.tsx';
import styles from './submit.module.css';
import { suggestSlug } from './suggest-slug.ts';
import { UploadModel } from './upload-model.tsx';

/** Id of the form, as links to it have it: /submit#register. */
const REGISTER_FORM = 'register';

export interface RegisterModelProps {
  readonly mayRegister: boolean;
  /** Model folders that the running workers see. */
  readonly folders: readonly string[];
}

/** Registers a folder of the scorer, a model of the hub, or files that are uploaded. A scorer reads the graph: the page of its job says when. */
export function RegisterModel({ mayRegister, folders }: RegisterModelProps): ReactNode {
  const router = useRouter();
  const { busy, problem, run } = useAction();
  // Without a registration, limits and open uploads are not queried. An upload continues while the part is closed.
  const [wasOpened, setWasOpened] = useState(false);
  const part = useRef<HTMLDetailsElement>(null);
  useEffect(() => {
    // The part may be opened before this script runs; then no event tells it.
    if (part.current?.open) setWasOpened(true);
    // The browser opens the part for an address that names the form in it, but not if a link of another page was followed without a new document.
    const openNamed = () => {
      if (window.location.hash !== `#${REGISTER_FORM}` || !part.current) return;
      part.current.open = true;
      part.current.scrollIntoView();
    };
    openNamed();
    window.addEventListener('hashchange', openNamed);
    return () => window.removeEventListener('hashchange', openNamed);
  }, []);
  const submit = (event: FormEvent<HTMLFormElement>) => {
    event.preventDefault();
    const data = new FormData(event.currentTarget);
    const reference = readText(data, 'reference');
    const words = readModelWords(data);
    const slug = words.slug || suggestSlug(reference);
    return run(async () => {
      const { job } = (await sendApi(RegisterModelDocument, { input: { ...words, reference, slug } })).registerModel;
      router.push(job ? toJobsHref({ job: job.id }) : `/submit?models=${encodeURIComponent(slug)}`);
    });
  };
  return (
    <details className={styles.register} ref={part} onToggle={(event) => event.currentTarget.open && setWasOpened(true)}>
      <summary>Register another model</summary>
      <RegisterFields busy={busy} mayRegister={mayRegister} folders={folders} onSubmit={submit} />
      <p role="alert" className={problemStyles.problem}>
        {problem}
      </p>
      {mayRegister && wasOpened && <UploadModel />}
    </details>
  );
}

interface RegisterFieldsProps extends RegisterModelProps {
  readonly busy: boolean;
  readonly onSubmit: (event: FormEvent<HTMLFormElement>) => void;
}

function RegisterFields({ busy, mayRegister, folders, onSubmit }: RegisterFieldsProps): ReactNode {
  const [reference, setReference] = useState('');
  const help = useId();
  const list = useId();
  return (
    <form id={REGISTER_FORM} className={styles.registerForm} onSubmit={onSubmit}>
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
          onChange={(event) => setReference(event.target.value)}
        />
      </label>
      <datalist id={list}>
        {folders.map((folder) => (
          <option key={folder} value={folder} />
        ))}
      </datalist>
      <ModelFields suggestedSlug={suggestSlug(reference)} />
      <button type="submit" className={control.button} disabled={busy || !mayRegister}>
        {busy ? 'Registering …' : 'Register'}
      </button>
      <p id={help} className={styles.hint}>
        A folder below the scorer’s model folders that holds safetensors with <code>config.json</code>, a <code>.gguf</code> file or{' '}
        <code>onnx/model.onnx</code>; or <code>org/name[@revision][:variant]</code> on the hub.
        {folders.length > 0 && ` The scorers see ${countOf(folders.length, 'folder')}: the field lists them.`}
        {!mayRegister &&
          ' Registering needs a token: sign in first. Then files can be uploaded too: a .gguf file, or safetensors or ONNX with their configuration and tokenizer.'}
      </p>
    </form>
  );
}
