'use client';

import { type FormEvent, type ReactNode, useState } from 'react';
import { PredictDocument } from '../../generated/graphql.ts';
import { sendApi } from '../api/send-api.ts';
import control from '../ui/control.module.css';
import panel from '../ui/panel.module.css';
import problemStyles from '../ui/problem.module.css';
import { readText } from '../ui/read-text.ts';
import { useAction } from '../ui/use-action.ts';
import { Predicted, type Prediction } from './predicted.tsx';

/** Characters of a configuration: the API takes 256 KiB. */
const MAXIMUM_LENGTH = 200_000;

/** Asks for a prediction by a name on the hub, or by the content of a config.json. */
export function PredictForm(): ReactNode {
  const { busy, problem, run } = useAction();
  const [text, setText] = useState('');
  const [invalid, setInvalid] = useState<string | null>(null);
  const [prediction, setPrediction] = useState<Prediction | null>(null);
  const submit = (event: FormEvent<HTMLFormElement>) => {
    event.preventDefault();
    const config = readConfig(text);
    setInvalid(config === undefined ? 'This is not JSON. Paste the whole config.json.' : null);
    if (config === undefined) return;
    const hubId = readText(new FormData(event.currentTarget), 'hubId') || null;
    void run(async () => setPrediction((await sendApi(PredictDocument, { hubId, config })).predict));
  };
  return (
    <div className={panel.stack}>
      <form className={panel.stack} onSubmit={submit}>
        <label className={control.field}>
          Model on the hub, as org/name
          <input className={control.input} name="hubId" placeholder="Qwen/Qwen3.5-4B" autoComplete="off" maxLength={200} />
        </label>
        <label className={control.field}>
          Or its config.json, pasted or dropped here; no weights are read
          <textarea
            className={control.input}
            name="config"
            rows={5}
            spellCheck={false}
            maxLength={MAXIMUM_LENGTH}
            value={text}
            onChange={({ target }) => setText(target.value)}
            onDrop={(event) => {
              const [file] = event.dataTransfer.files;
              if (file === undefined) return; // a text is dropped as it is pasted
              event.preventDefault();
              void file.slice(0, MAXIMUM_LENGTH).text().then(setText);
            }}
          />
        </label>
        <div>
          <button type="submit" className={panel.action} disabled={busy}>
            Predict
          </button>
        </div>
        {(invalid ?? problem) && (
          <p className={problemStyles.problem} role="alert">
            {invalid ?? problem}
          </p>
        )}
      </form>
      {prediction && <Predicted prediction={prediction} />}
    </div>
  );
}

/** Null without a configuration, undefined where the text is not JSON. */
function readConfig(text: string): unknown {
  if (text.trim() === '') return null;
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
