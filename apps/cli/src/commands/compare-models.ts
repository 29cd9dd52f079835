import { type BosPolicy, compareModels, type ModelsComparison } from '@lamina/engine';
import { NOTHING_REMOVED } from '@lamina/plans';
import { Command, Option } from 'commander';
import { modelRoots, wantedProviders } from '../env.ts';
import { locateModel, MODEL_HELP } from '../locate-model.ts';
import { parseCount, parseWindow } from '../parse-options.ts';
import { readScoreInput } from '../read-score-input.ts';
import { addRemovalOptions, findRemoval, type RemovalFlags } from '../removal-options.ts';
import { addRepairOptions, pickRepair, type RepairFlags } from '../repair-options.ts';
import { followProgress } from '../show-progress.ts';
import { writeResult } from '../write-result.ts';

interface CompareModelsFlags extends RemovalFlags, RepairFlags {
  readonly text?: readonly string[];
  readonly ids?: string;
  readonly window: number;
  readonly windows?: number;
  readonly batch?: number;
  readonly bos: BosPolicy;
  readonly json?: string;
}

export function compareModelsCommand(): Command {
  const command = new Command('compare-models')
    .argument('<parent>', MODEL_HELP)
    .argument('[changed]', 'a written folder or another model of the same vocabulary (default: the parent)')
    .option('--text <files...>', 'text files, one document each')
    .option('--ids <file>', 'token ids as JSON: one sequence, or rows of equal length')
    .option('--window <tokens>', 'tokens per window (256)', parseWindow, 256)
    .option('--windows <n>', 'use the first n windows', parseCount)
    .option('--batch <n>', 'windows per run', parseCount)
    .addOption(new Option('--bos <policy>', 'beginning-of-text token').choices(['auto', 'always', 'never']).default('auto'))
    .option('--json <file>', 'write the result as JSON (- for stdout)')
    .action(async (parent: string, changed: string | undefined, flags: CompareModelsFlags) => {
      const { repair, settings } = pickRepair(flags);
      const { text, ids, json, window, windows, batch, bos } = settings;
      const job = compareModels({
        model: await locateModel(parent),
        changed: changed === undefined || changed === parent ? null : await locateModel(changed),
        roots: modelRoots(),
        removal: findRemoval(flags) ?? NOTHING_REMOVED,
        repair,
        input: readScoreInput(text, ids),
        ...{ window, windows: windows ?? null, batch: batch ?? null, bos },
        ...wantedProviders(),
      });
      const result = await followProgress(job);
      writeResult(json, result, describe(result));
    });
  return addRepairOptions(addRemovalOptions(command, 'compare'));
}

function describe({ definition, divergence, acceptance, top1Agreement, lossIncrease, perplexityRatio }: ModelsComparison): string {
  const show = ({ mean, standardError }: ModelsComparison['divergence'], digits: number): string =>
    `${mean?.toFixed(digits) ?? '–'} ± ${standardError?.toFixed(digits) ?? '–'}`;
  return [
    `${definition.positions} positions in ${definition.windows} windows`,
    `perplexity ratio   ${perplexityRatio.toFixed(4)} (changed ÷ parent)`,
    `loss increase      ${show(lossIncrease, 4)} nats per token`,
    `divergence         ${show(divergence, 4)} nats per token`,
    `acceptance         ${show(acceptance, 4)}`,
    `top-1 agreement    ${show(top1Agreement, 4)} (${top1Agreement.nearTies} near ties)`,
  ].join('\n');
}
