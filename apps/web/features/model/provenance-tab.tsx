'use client';

import { useQueryStates } from 'nuqs';
import type { ReactNode } from 'react';
import control from '../ui/control.module.css';
import { CopyItem } from '../ui/copy-item.tsx';
import { numbers } from '../ui/numbers.ts';
import panel from '../ui/panel.module.css';
import { Select } from '../ui/select.tsx';
import { Time } from '../ui/time.tsx';
import type { ModelFacts, ScoreRunFacts } from './load-model.ts';
import styles from './model.module.css';
import { modelParsers } from './model-params.ts';
import { describeSettlement, isFoundByName, writeReproduction } from './write-reproduction.ts';

export interface ProvenanceTabProps {
  readonly model: ModelFacts;
  /** The run that the page shows; null if there is none. */
  readonly run: ScoreRunFacts | null;
}

/** All facts that are needed to repeat the measurement, and the choice of the score run that the page shows. */
export function ProvenanceTab({ model, run }: ProvenanceTabProps): ReactNode {
  const [, setParams] = useQueryStates(modelParsers, { scroll: false, shallow: false });
  const runs = model.scoreRuns.nodes;
  return (
    <>
      <p className={panel.lead}>The model, the calibration text and the runtime of the measurement. Every digest is a SHA-256.</p>
      {run && runs.length > 1 && (
        <div className={control.bar}>
          <Select
            label="Score run"
            value={run.id}
            options={runs.map(({ id, calibration, tokenCount }) => ({
              value: id,
              label: `${calibration.calibrationSet.name}, window ${calibration.window}, ${numbers.compact(tokenCount)} tokens`,
            }))}
            onChange={(id) => setParams({ run: id })}
          />
        </div>
      )}
      <div className={panel.pair}>
        <RecordPanel title="Model" facts={listModelFacts(model)} />
        {run && <RecordPanel title="Score run" facts={listRunFacts(run)} />}
      </div>
      {run && <Reproduction model={model} run={run} />}
    </>
  );
}

/** Explanations of words that readers may not know. */
function describeSource({ source }: Pick<ModelFacts, 'source'>): string {
  if (source === 'package') return 'package of PyPI, fetched when needed';
  return source === 'declared' ? 'declared; this server has no files of it' : source;
}

function isCounted(value: unknown): value is Readonly<Record<string, number>> {
  return typeof value === 'object' && value !== null;
}

type Row = readonly [term: string, value: ReactNode];

function toDigest(digest: string | null): ReactNode {
  return <code className={styles.digest}>{digest ?? 'none'}</code>;
}

function listModelFacts(model: ModelFacts): readonly Row[] {
  const { revision } = model;
  return [
    ['Architecture', model.architecture ?? 'not stated'],
    ['Norm placement', model.normPlacement.toLowerCase()],
    ['Hidden size', numbers.integer(model.hiddenSize)],
    ['Vocabulary', numbers.integer(model.vocabularySize)],
    ['Precision', model.precision],
    ['Revision', toDigest(revision.digest)],
    ['Graph', toDigest(revision.graphSha256)],
    ['Weights', toDigest(revision.weightsSha256)],
    ['Tokenizer', toDigest(revision.tokenizerSha256)],
    ['Source', describeSource(model)],
    [
      'Stored tensors',
      isCounted(revision.storedTypes) &&
        Object.entries(revision.storedTypes)
          .map(([type, count]) => `${count} ${type}`)
          .join(', '),
    ],
    ['Exporter', `${revision.exporter}, opset ${revision.opset}`],
    ['Registered', <Time key="registered" at={revision.createdAt} />],
    ['Warnings', revision.warnings.length > 0 && revision.warnings.join('; ')],
  ];
}

function listRunFacts(run: ScoreRunFacts): readonly Row[] {
  const { calibration, runtime, recording } = run;
  return [
    ['Comparability key', toDigest(run.comparabilityKey.digest)],
    ...Object.entries(toRecord(run.comparabilityKey.facts)).map(
      ([name, value]): Row => [`· ${name}`, typeof value === 'string' ? value : JSON.stringify(value)],
    ),
    ['Calibration set', `${calibration.calibrationSet.name} (${calibration.calibrationSet.licence ?? 'licence not stated'})`],
    ['Calibration text', toDigest(calibration.calibrationSet.textSha256)],
    ['Token ids', toDigest(calibration.idsSha256)],
    ['Window', `${calibration.window} tokens, stride ${calibration.stride}, BOS ${calibration.bos.toLowerCase()}`],
    [
      'Measured on',
      `${numbers.integer(run.tokenCount)} tokens, ${numbers.integer(run.windowCount)} windows, ${numbers.integer(run.documentCount)} documents`,
    ],
    ['Read until', run.settlement && describeSettlement(run.settlement)],
    ['Bootstrap', `${numbers.integer(run.bootstrapDraws)} draws over ${run.resamplingUnit.toLowerCase()}s, seed ${run.bootstrapSeed}`],
    ['Runtime', `ONNX Runtime ${runtime.version}, ${runtime.provider}, ${runtime.threads} threads, ${runtime.precision}`],
    ['Speed of scoring', `${numbers.integer(run.tokensPerSecond)} tokens per second`],
    ['Protocol', run.lane],
    ['Recording', recording && `${recording.version}, ${recording.recordedAt.slice(0, 10)}, on ${recording.device}`],
    ['Scored', <Time key="scored" at={run.createdAt} />],
  ];
}

function RecordPanel({ title, facts }: { readonly title: string; readonly facts: readonly Row[] }): ReactNode {
  return (
    <div className={panel.panel}>
      <h3>{title}</h3>
      <dl className={styles.record}>
        {facts
          .filter(([, value]) => value !== null && value !== false)
          .map(([term, value]) => (
            <div key={term}>
              <dt>{term}</dt>
              <dd>{value}</dd>
            </div>
          ))}
      </dl>
    </div>
  );
}

function toRecord(facts: unknown): Readonly<Record<string, unknown>> {
  return typeof facts === 'object' && facts !== null ? (facts as Record<string, unknown>) : {};
}

function Reproduction({ model, run }: { readonly model: ModelFacts; readonly run: ScoreRunFacts }): ReactNode {
  const command = writeReproduction(model, run);
  return (
    <>
      <div className={styles.drawerHead}>
        <h3>Reproduce</h3>
        <CopyItem label="Copy" icon="copy" getText={() => command} />
      </div>
      {/* biome-ignore lint/a11y/noNoninteractiveTabindex: a region that scrolls must be reachable by keyboard */}
      <pre className={styles.command} tabIndex={0} data-reproduce>
        {command}
      </pre>
      <p className={styles.quiet}>
        If it prints the digests above, its scores equal these up to rounding.
        {!isFoundByName(model) && ` ./${model.slug} is a placeholder for your folder with the model’s files.`}
        {model.source === 'package' && ' It fetches the model’s file from PyPI first, if it is not there yet.'}
      </p>
    </>
  );
}
