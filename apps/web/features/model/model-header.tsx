import Link from 'next/link';
import type { ReactNode } from 'react';
import { RecordedNote } from '../recording/recorded-note.tsx';
import { Facts } from '../ui/facts.tsx';
import { numbers } from '../ui/numbers.ts';
import panel from '../ui/panel.module.css';
import type { ModelFacts, ScoreRunFacts } from './load-model.ts';
import styles from './model.module.css';

const FORMATS: Readonly<Record<string, string>> = { ONNX: 'ONNX', SAFETENSORS: 'safetensors', GGUF: 'GGUF' };

export interface ModelHeaderProps {
  readonly model: ModelFacts;
  /** The score run that the page shows; null if there is none. */
  readonly run: ScoreRunFacts | null;
}

/** Name and technical facts, and where recorded scores were measured. */
export function ModelHeader({ model, run }: ModelHeaderProps): ReactNode {
  const kinds = [...new Set(model.layers.nodes.map(({ kind }) => kind))];
  const facts: readonly (readonly [string, ReactNode])[] = [
    [
      'Family',
      <Link key="family" href={`/families/${encodeURIComponent(model.family.slug)}`}>
        {model.family.name}
      </Link>,
    ],
    ['Blocks', `${numbers.integer(model.blockCount)}${kinds.length > 1 ? `, ${kinds.join(' and ')}` : ''}`],
    ['Parameters', numbers.compact(model.parameterCount)],
    ['Format', model.format === null ? 'not stated' : (FORMATS[model.format] ?? 'not stated')],
    ['Licence', model.licence ?? 'not stated'],
  ];
  return (
    <div>
      <div className={styles.headLine}>
        <h1>{model.name}</h1>
        <div className={styles.actions}>
          <Link className={panel.action} href={`/submit?models=${encodeURIComponent(model.slug)}`}>
            Measure again
          </Link>
          <Link className={panel.action} href={`/compare?models=${encodeURIComponent(model.slug)}`}>
            Compare
          </Link>
          <a className={panel.action} href="?tab=provenance#details">
            Provenance
          </a>
        </div>
      </div>
      <div className={styles.recorded}>
        <RecordedNote rows={run === null ? [] : [run]} />
      </div>
      {model.description && <p className={panel.lead}>{model.description}</p>}
      <Facts facts={facts} />
    </div>
  );
}
