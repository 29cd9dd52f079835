import type { ReactNode } from 'react';
import { formatCompact, formatInteger } from '../ui/format.ts';
import panel from '../ui/panel.module.css';
import type { ModelFacts } from './load-model.ts';

/** Name and technical facts. */
export function ModelHeader({ model }: { readonly model: ModelFacts }): ReactNode {
  const facts: readonly (readonly [string, string])[] = [
    ['Family', model.family.name],
    ['Blocks', formatInteger(model.blockCount)],
    ['Parameters', formatCompact(model.parameterCount)],
    ['Norm placement', model.normPlacement.toLowerCase()],
    ['Hidden size', formatInteger(model.hiddenSize)],
    ['Vocabulary', formatInteger(model.vocabularySize)],
    ['Precision', model.precision],
    ['Architecture', model.architecture ?? 'not stated'],
    ['Licence', model.licence ?? 'not stated'],
  ];
  return (
    <div>
      <h1>{model.name}</h1>
      {model.description && <p className={panel.lead}>{model.description}</p>}
      <dl className={panel.facts} style={{ paddingTop: 'var(--space-4)' }}>
        {facts.map(([term, text]) => (
          <div key={term}>
            <dt>{term}</dt>
            <dd>{text}</dd>
          </div>
        ))}
      </dl>
    </div>
  );
}
