import type { ReactNode } from 'react';
import { formatDigest, formatInteger } from '../ui/format.ts';
import panel from '../ui/panel.module.css';
import { Section } from '../ui/section.tsx';
import type { ModelFacts, ScoreRunFacts } from './load-model.ts';
import styles from './model.module.css';

export interface ProvenanceProps {
  readonly model: ModelFacts;
  readonly run: ScoreRunFacts | null;
}

/** Everything needed to measure the same numbers again. */
export function Provenance({ model, run }: ProvenanceProps): ReactNode {
  const { revision } = model;
  return (
    <Section
      id="provenance"
      title="Provenance"
      intro="What was measured, on what, by what. Digests are SHA-256; point at one for all of it."
    >
      <dl className={`${panel.panel} ${panel.list}`}>
        <Fact term="Graph" digest={revision.graphSha256} />
        <Fact term="Weights" digest={revision.weightsSha256} />
        <Fact term="Tokenizer" digest={revision.tokenizerSha256} />
        <Fact term="Source">{model.source}</Fact>
        <Fact term="Exporter">
          {revision.exporter}, opset {revision.opset}
        </Fact>
        {run && <RunFacts run={run} />}
        {revision.warnings.length > 0 && <Fact term="Warnings">{revision.warnings.join('; ')}</Fact>}
      </dl>
    </Section>
  );
}

function RunFacts({ run }: { readonly run: ScoreRunFacts }): ReactNode {
  const { calibration, runtime } = run;
  return (
    <>
      <Fact term="Calibration set">
        {calibration.calibrationSet.name} ({calibration.calibrationSet.licence ?? 'licence not stated'})
      </Fact>
      <Fact term="Calibration text" digest={calibration.calibrationSet.textSha256} />
      <Fact term="Token ids" digest={calibration.idsSha256} />
      <Fact term="Window">
        {calibration.window} tokens, stride {calibration.stride}, BOS {calibration.bos.toLowerCase()}
      </Fact>
      <Fact term="Measured on">
        {formatInteger(run.tokenCount)} tokens, {formatInteger(run.windowCount)} windows, {formatInteger(run.documentCount)} documents
      </Fact>
      <Fact term="Bootstrap">
        {formatInteger(run.bootstrapDraws)} draws over {run.resamplingUnit.toLowerCase()}s, seed {run.bootstrapSeed}
      </Fact>
      <Fact term="Runtime">
        ONNX Runtime {runtime.version}, {runtime.provider}, {runtime.threads} threads, {runtime.precision}
      </Fact>
      <Fact term="Speed">{formatInteger(run.tokensPerSecond)} tokens per second</Fact>
      <Fact term="Lane">{run.lane}</Fact>
      <Fact term="Comparability key" digest={run.comparabilityKey.digest} />
      <Fact term="Scored (UTC)">{run.createdAt.slice(0, 19).replace('T', ' ')}</Fact>
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
      <dd>
        {digest === undefined ? (
          children
        ) : (
          <span className={styles.digest} title={digest ?? undefined}>
            {formatDigest(digest)}
          </span>
        )}
      </dd>
    </div>
  );
}
