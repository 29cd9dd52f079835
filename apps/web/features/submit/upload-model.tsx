'use client';

import { useRouter } from 'next/navigation';
import { type FormEvent, type ReactNode, useId } from 'react';
import { toJobsHref } from '../jobs/jobs-params.ts';
import control from '../ui/control.module.css';
import { countOf, formatBytes } from '../ui/format.ts';
import { numbers } from '../ui/numbers.ts';
import problemStyles from '../ui/problem.module.css';
import { useAction } from '../ui/use-action.ts';
import { type OpenUpload, registerUpload, type UploadOptions } from '../upload/model-uploads.ts';
import upload from '../upload/upload.module.css';
import { type ShownFile, UploadFiles } from '../upload/upload-files.tsx';
import { isComplete, type ModelUploadActions, type ModelUploadState, useModelUpload } from '../upload/use-model-upload.ts';
import { ModelFields, readModelWords } from './model-fields.tsx';
import styles from './submit.module.css';

/** Uploads the files of a small model, and registers it. An upload can be paused, and continued after a reload of the page. */
export function UploadModel(): ReactNode {
  const heading = useId();
  const [state, actions] = useModelUpload();
  const { options } = state;
  const isDone = state.upload !== null && isComplete(state.upload);
  return (
    <section className={upload.upload} aria-labelledby={heading}>
      <h3 id={heading}>Upload a model</h3>
      {options && <Chooser options={options} isSending={state.isSending} onChoose={actions.choose} />}
      {options && options.uploads.length > 0 && state.chosen === null && (
        <p className={styles.hint}>
          {countOf(options.uploads.length, 'upload')} of yours {options.uploads.length === 1 ? 'is' : 'are'} not finished:{' '}
          {options.uploads.map(({ files }) => files.map(({ name }) => name).join(', ')).join('; ')}. To continue or remove one, choose the
          same files again. {options.limits.unfinishedHours} hours after its beginning an upload is removed.
        </p>
      )}
      <UploadFiles files={listShown(state)} />
      <Transfer state={state} actions={actions} isDone={isDone} />
      <p role="alert" className={problemStyles.problem}>
        {state.problem}
      </p>
      {isDone && state.upload && <UploadedForm uploaded={state.upload} onFinish={actions.finish} />}
    </section>
  );
}

interface ChooserProps {
  readonly options: UploadOptions;
  readonly isSending: boolean;
  readonly onChoose: (files: readonly File[]) => void;
}

function Chooser({ options: { limits, accepts }, isSending, onChoose }: ChooserProps): ReactNode {
  const help = useId();
  const endings = [...accepts.weightEndings, ...accepts.names.map((name) => name.slice(name.lastIndexOf('.')))];
  return (
    <>
      <label className={control.field}>
        Files of the model
        <input
          className={upload.choose}
          type="file"
          multiple
          accept={[...new Set(endings)].join(',')}
          aria-describedby={help}
          disabled={isSending}
          onClick={(event) => {
            // The same files can be chosen once more.
            event.currentTarget.value = '';
          }}
          // Only inputs of other types have no list.
          onChange={(event) => onChoose(Array.from(event.target.files ?? []))}
        />
      </label>
      <p id={help} className={styles.hint}>
        At most {formatBytes(limits.bytes)} in {numbers.integer(limits.files)} files: a <code>.gguf</code> file, <code>.safetensors</code>{' '}
        with <code>config.json</code>, or <code>model.onnx</code> with its data, each with the files of its tokenizer. No archives.
      </p>
    </>
  );
}

interface TransferProps {
  readonly state: ModelUploadState;
  readonly actions: ModelUploadActions;
  readonly isDone: boolean;
}

/** Says what will be sent, and begins, stops and removes it. */
function Transfer({ state: { options, chosen, isSending, upload: begun }, actions, isDone }: TransferProps): ReactNode {
  if (options === null || (chosen === null && begun === null)) return null;
  const started = begun ?? chosen?.upload ?? null;
  const { bytes: limit } = options.limits;
  const isTooLarge = chosen !== null && chosen.totalBytes > limit;
  return (
    <>
      {chosen && (
        <p className={upload.text} role="status">
          {countOf(chosen.files.length, 'file')}, {formatBytes(chosen.totalBytes)} of at most {formatBytes(limit)}.
          {isTooLarge && ' This is too large: put the model into a model folder of the scorers, or on a hub.'}
          {chosen.skipped.length > 0 && ` Not sent, because no model needs them: ${chosen.skipped.join(', ')}.`}
          {chosen.upload && begun === null && ' An earlier upload of these files is continued.'}
          {isDone && ' Everything has arrived.'}
        </p>
      )}
      <div className={upload.actions}>
        {chosen && !isDone && !isSending && (
          <button type="button" className={control.button} onClick={actions.start} disabled={chosen.files.length === 0 || isTooLarge}>
            {started ? 'Continue the upload' : 'Start the upload'}
          </button>
        )}
        {isSending && (
          <button type="button" className={control.button} onClick={actions.pause}>
            Pause
          </button>
        )}
        {started && (
          <button type="button" className={control.button} onClick={() => actions.remove(started.id)}>
            Remove the upload
          </button>
        )}
      </div>
    </>
  );
}

interface UploadedFormProps {
  readonly uploaded: OpenUpload;
  readonly onFinish: (id: string) => Promise<void>;
}

function UploadedForm({ uploaded, onFinish }: UploadedFormProps): ReactNode {
  const router = useRouter();
  const { busy, problem, run } = useAction();
  const submit = (event: FormEvent<HTMLFormElement>) => {
    event.preventDefault();
    const words = readModelWords(new FormData(event.currentTarget));
    return run(async () => {
      const job = await registerUpload(uploaded.id, words);
      await onFinish(uploaded.id);
      router.push(toJobsHref({ job }));
    });
  };
  return (
    <form className={styles.registerForm} onSubmit={submit}>
      <ModelFields />
      <button type="submit" className={control.button} disabled={busy}>
        {busy ? 'Registering …' : 'Register'}
      </button>
      <p role="alert" className={problemStyles.problem}>
        {problem}
      </p>
    </form>
  );
}

/** The files as the server has them, and what was sent since. */
function listShown({ chosen, upload: begun, sent }: ModelUploadState): readonly ShownFile[] {
  const started = begun ?? chosen?.upload;
  // Before a choice there is nothing to show.
  const names = chosen?.files.map(({ name, size }) => ({ name, bytes: size })) ?? started?.files ?? [];
  return names.map(({ name, bytes }) => {
    const file = started?.files.find((candidate) => candidate.name === name);
    // The server has nothing of a file that was not announced.
    const receivedBytes = file?.receivedBytes ?? 0;
    return { name, bytes, sentBytes: sent[name] ?? receivedBytes, sha256: file?.sha256 ?? null };
  });
}
