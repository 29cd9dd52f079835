'use client';

import { useQueryStates } from 'nuqs';
import type { ReactNode } from 'react';
import control from '../ui/control.module.css';
import { CopyItem } from '../ui/copy-item.tsx';
import { useNumbers } from '../ui/locale.tsx';
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
  const numbers = useNumbers();
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
        <div className={panel.panel}>
          <ModelRecord model={model} />
        </div>
        {run && (
          <div className={panel.panel}>
            <RunRecord run={run} />
          </div>
        )}
      </div>
      {run && <Reproduction model={model} run={run} />}
    </>
  );
}

/** What readers do not know by the word alone. */
function describeSource({ source }: Pick<ModelFacts, 'source'>): string {
  if (source === 'package') return 'package of PyPI, fetched when needed';
  return source === 'declared' ? 'declared; this server has no files of it' : source;
}

function isCounted(value: unknown): value is Readonly<Record<string, number>> {
  return typeof value === 'object' && value !== null;
}

function ModelRecord({ model }: { readonly model: ModelFacts }): ReactNode {
  const { revision } = model;
  return (
    <>
      <h3>Model</h3>
      <dl className={styles.record}>
        <Fact term="Revision" digest={revision.digest} />
        <Fact term="Graph" digest={revision.graphSha256} />
        <Fact term="Weights" digest={revision.weightsSha256} />
        <Fact term="Tokenizer" digest={revision.tokenizerSha256} />
        <Fact term="Source">{describeSource(model)}</Fact>
        {isCounted(revision.storedTypes) && (
          <Fact term="Stored tensors">
            {Object.entries(revision.storedTypes)
              .map(([type, count]) => `${count} ${type}`)
              .join(', ')}
          </Fact>
        )}
        <Fact term="Exporter">
          {revision.exporter}, opset {revision.opset}
        </Fact>
        <Fact term="Registered">
          <Time at={revision.createdAt} />
        </Fact>
        {revision.warnings.length > 0 && <Fact term="Warnings">{revision.warnings.join('; ')}</Fact>}
      </dl>
    </>
  );
}

function RunRecord({ run }: { readonly run: ScoreRunFacts }): ReactNode {
  const numbers = useNumbers();
  const { calibration, runtime } = run;
  return (
    <>
      <h3>Score run</h3>
      <dl className={styles.record}>
        <Fact term="Comparability key" digest={run.comparabilityKey.digest} />
        {Object.entries(toRecord(run.comparabilityKey.facts)).map(([name, value]) => (
          <Fact key={name} term={`· ${name}`}>
            {typeof value === 'string' ? value : JSON.stringify(value)}
          </Fact>
        ))}
        <Fact term="Calibration set">
          {calibration.calibrationSet.name} ({calibration.calibrationSet.licence ?? 'licence not stated'})
        </Fact>
        <Fact term="Calibration text" digest={calibration.calibrationSet.textSha256} />
        <Fact term="Token ids" digest={calibration.idsSha256} />
        <Fact term="Window">
          {calibration.window} tokens, stride {calibration.stride}, BOS {calibration.bos.toLowerCase()}
        </Fact>
        <Fact term="Measured on">
          {numbers.integer(run.tokenCount)} tokens, {numbers.integer(run.windowCount)} windows, {numbers.integer(run.documentCount)}{' '}
          documents
        </Fact>
        {run.settlement && <Fact term="Read until">{describeSettlement(run.settlement)}</Fact>}
        <Fact term="Bootstrap">
          {numbers.integer(run.bootstrapDraws)} draws over {run.resamplingUnit.toLowerCase()}s, seed {run.bootstrapSeed}
        </Fact>
        <Fact term="Runtime">
          ONNX Runtime {runtime.version}, {runtime.provider}, {runtime.threads} threads, {runtime.precision}
        </Fact>
        <Fact term="Speed">{numbers.integer(run.tokensPerSecond)} tokens per second</Fact>
        <Fact term="Lane">{run.lane}</Fact>
        {run.recording && (
          <Fact term="Recording">
            {run.recording.version}, recorded on <Time at={run.recording.recordedAt} /> on {run.recording.device}
          </Fact>
        )}
        <Fact term="Scored">
          <Time at={run.createdAt} />
        </Fact>
      </dl>
    </>
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

interface FactProps {
  readonly term: string;
  readonly digest?: string | null;
  readonly children?: ReactNode;
}

function Fact({ term, digest, children }: FactProps): ReactNode {
  return (
    <div>
      <dt>{term}</dt>
      <dd>{digest === undefined ? children : <code className={styles.digest}>{digest ?? 'none'}</code>}</dd>
    </div>
  );
}
