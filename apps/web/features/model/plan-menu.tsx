'use client';

import type { ReactNode } from 'react';
import { type PlanFormat, PruningPlanDocument } from '../../generated/graphql.ts';
import { sendApi } from '../api/send-api.ts';
import { saveFile } from '../export/save-item.tsx';
import { ArtefactLinks } from '../pruning/artefact-links.tsx';
import { toStrategyName } from '../pruning/strategy-name.ts';
import { Icon } from '../ui/icon.tsx';
import menu from '../ui/menu.module.css';
import { Popover } from '../ui/popover.tsx';
import { useAction } from '../ui/use-action.ts';
import type { PruningFacts } from './load-model.ts';
import { describeCertificate } from './write-reproduction.ts';

const FORMATS: readonly { readonly format: PlanFormat; readonly label: string; readonly ending: string; readonly aside: string }[] = [
  { format: 'MERGEKIT', label: 'mergekit', ending: 'mergekit.yaml', aside: 'YAML' },
  { format: 'HF_CONFIG', label: 'transformers', ending: 'config-patch.json', aside: 'config.json patch' },
  { format: 'LLAMA_CPP', label: 'llama.cpp', ending: 'llama-quantize.txt', aside: 'llama-quantize' },
  { format: 'DROP_LIST', label: 'Drop list', ending: 'drop-list.txt', aside: 'one index a line' },
  { format: 'JSON', label: 'Prune plan', ending: 'prune-plan.json', aside: 'JSON' },
];

interface PlanMenuProps {
  readonly pruning: PruningFacts;
  readonly slug: string;
}

/** The plan of one pruning as a file for other tools, and the written model with its certificate. */
export function PlanMenu({ pruning, slug }: PlanMenuProps): ReactNode {
  const { problem, run } = useAction();
  // Formats of other tools can name whole blocks only.
  const hasHalves = pruning.removedAttention.length + pruning.removedMlp.length > 0;
  const formats = hasHalves ? FORMATS.filter(({ format }) => format === 'JSON') : FORMATS;
  const save = (format: PlanFormat, ending: string) =>
    run(async () => {
      const { node } = await sendApi(PruningPlanDocument, { id: pruning.id, format });
      const plan = node && 'plan' in node ? node.plan : null;
      const text = typeof plan === 'string' ? plan : `${JSON.stringify(plan, null, 2)}\n`;
      saveFile(`${slug}-${toStrategyName(pruning.strategy)}-${pruning.removedCount}.${ending}`, new Blob([text], { type: 'text/plain' }));
    });
  return (
    <Popover label="Plan" icon="download" title={`Plan of ${toStrategyName(pruning.strategy)}, ${pruning.removedCount} removed`}>
      {formats.map(({ format, label, ending, aside }) => (
        <button key={format} type="button" className={menu.item} onClick={() => save(format, ending)}>
          <Icon name="download" />
          {label}
          <span className={menu.aside}>{aside}</span>
        </button>
      ))}
      {pruning.artefact && <ArtefactLinks artefact={pruning.artefact} />}
      {pruning.certificate && <p className={menu.heading}>{describeCertificate(pruning.certificate)}</p>}
      {problem && <p role="alert">{problem}</p>}
    </Popover>
  );
}
