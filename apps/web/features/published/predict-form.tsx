'use client';

import { type FormEvent, type ReactNode, useState } from 'react';
import { PredictDocument, type PredictQuery } from '../../generated/graphql.ts';
import { sendApi } from '../api/send-api.ts';
import { LineChart } from '../chart/line-chart.tsx';
import { chooseScale } from '../chart/number-scale.ts';
import { getPublishedStyle } from '../chart/series-style.ts';
import control from '../ui/control.module.css';
import panel from '../ui/panel.module.css';
import problemStyles from '../ui/problem.module.css';
import { readText } from '../ui/read-text.ts';
import { useAction } from '../ui/use-action.ts';
import { CreditLine } from './credit-line.tsx';

type Prediction = PredictQuery['predict'];

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
    <section className={panel.stack} aria-label="Predict a model">
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
    </section>
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

function Predicted({ prediction }: { readonly prediction: Prediction }): ReactNode {
  const { sentence, sensitivity, name, neighbour, source } = prediction;
  return (
    <div className={panel.stack} data-prediction>
      <p role="status">{sentence}</p>
      {sensitivity && (
        <LineChart
          name="prediction"
          file={`Predicted, ${name}`}
          title={`Predicted, not measured: read from ${neighbour}`}
          series={[
            {
              name: 'predicted sensitivity to rounding',
              points: sensitivity.map((y, x) => ({ x, y, low: null, high: null })),
              style: { ...getPublishedStyle(0), dash: '2 3' },
            },
          ]}
          summary={`Multiple of the geometric mean over the inner blocks. Low = tolerates rounding. ${source.credit}`}
          xTitle="Block (0 is nearest the input)"
          yTitle="× inner mean"
          yScale={chooseScale(sensitivity)}
          digits={2}
          wholeX
          height={260}
        />
      )}
      <CreditLine sources={[source]} />
    </div>
  );
}
