import { AppError, assertNever } from '@lamina/errors';
import { Document } from 'yaml';
import { listRuns } from './list-runs.ts';
import type { PrunePlan } from './prune-plan.ts';
import { createRemoval, describeRemoval } from './removal.ts';

export const PLAN_FORMATS = ['mergekit', 'hf-config', 'llama.cpp', 'drop-list', 'json'] as const;
export type PlanFormat = (typeof PLAN_FORMATS)[number];

export interface FormatPlanOptions {
  /**
   * The parent for the other tool: a hub name or a folder. Default: the name in config.json, otherwise a folder with its name and a comment that says
   * so.
   */
  readonly model?: string | undefined;
}

/**
 * The plan in the format of another tool, ending with a line feed:
 * - `mergekit`: configuration of a passthrough merge; one slice per run of kept blocks, half-open.
 * - `hf-config`: changes of the parent's config.json, as a JSON merge patch (RFC 7396).
 * - `llama.cpp`: the option of llama-quantize that removes the same blocks.
 * - `drop-list`: removed blocks, 0-based, one index per line.
 * - `json`: the plan itself.
 *
 * @throws AppError BAD_USER_INPUT if the plan lacks data that the format needs, or removes sublayers of blocks that the format cannot express.
 */
export function formatPlan(plan: PrunePlan, format: PlanFormat, options: FormatPlanOptions = {}): string {
  if (format !== 'json') requireWholeBlocks(plan, format);
  switch (format) {
    case 'mergekit':
      return formatMergekit(plan, options.model ?? plan.parent.reference);
    case 'hf-config':
      return formatConfig(plan);
    case 'llama.cpp':
      return plan.removed.length === 0 ? '\n' : `--prune-layers ${plan.removed.join(',')}\n`;
    case 'drop-list':
      return plan.removed.map((index) => `${index}\n`).join('');
    case 'json':
      return `${JSON.stringify(plan, null, 2)}\n`;
    default:
      return assertNever(format);
  }
}

/** These tools support only decoders whose blocks all have both sublayers. */
function requireWholeBlocks({ parent, removedAttention, removedMlp }: PrunePlan, format: PlanFormat): void {
  if (removedAttention.length + removedMlp.length === 0) return;
  const sublayers = describeRemoval(createRemoval({ attention: removedAttention, mlp: removedMlp }));
  throw new AppError(
    'BAD_USER_INPUT',
    `the plan of ${parent.name} removes ${sublayers}, and ${format} can only name whole blocks; use --format json, or the pruned model itself`,
  );
}

function formatMergekit(plan: PrunePlan, reference: string | null): string {
  const { name } = plan.parent;
  // mergekit treats a bare name as a hub repository, which may be a different model.
  const model = reference ?? (name.includes('/') ? name : `./${name}`);
  const document = new Document({
    slices: [],
    merge_method: 'passthrough',
    dtype: plan.parent.dtype ?? undefined,
  });
  const slices = listRuns(plan.kept).map((run) => ({ sources: [{ model, layer_range: document.createNode(run, { flow: true }) }] }));
  document.set('slices', document.createNode(slices));
  if (model.startsWith('./') && reference === null)
    document.commentBefore = ` ${model} is a placeholder for a folder with the original weights of ${name} (safetensors). Replace it by your folder or its hub name.`;
  return document.toString({ lineWidth: 0 });
}

function formatConfig({ config, parent }: PrunePlan): string {
  if (config === null)
    throw new AppError('BAD_USER_INPUT', `the plan of ${parent.name} has no config: the model was pruned without a config.json`);
  return `${JSON.stringify(config, null, 2)}\n`;
}
