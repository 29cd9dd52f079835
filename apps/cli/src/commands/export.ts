import { type PruneResult, pruneModel } from '@lamina/engine';
import { NOTHING_REMOVED } from '@lamina/plans';
import { Command } from 'commander';
import { digestFolder, modelRoots } from '../env.ts';
import { locateModel, MODEL_HELP } from '../locate-model.ts';
import { writeResult } from '../write-result.ts';

interface ExportFlags {
  readonly out: string;
  readonly copyWeights?: boolean;
  readonly json?: string;
}

export function exportCommand(): Command {
  return new Command('export')
    .argument('<model>', MODEL_HELP)
    .requiredOption('--out <folder>', 'folder to write')
    .option('--copy-weights', 'write a copy of the weights instead of a link to the source file')
    .option('--json <file>', 'write the result as JSON (- for stdout)')
    .action(async (reference: string, { out, copyWeights = false, json }: ExportFlags) => {
      // An export is a pruning that removes no block.
      const result = await pruneModel({
        model: await locateModel(reference),
        roots: modelRoots(),
        removal: NOTHING_REMOVED,
        out,
        format: 'onnx',
        copyWeights,
        digests: { cacheFolder: digestFolder() },
      });
      writeResult(json, result, describe(out, result));
    });
}

function describe(out: string, { blocksAfter, parametersAfter, notes }: PruneResult): string {
  const summary = `${out}: ONNX with ${blocksAfter} blocks and ${parametersAfter.toLocaleString('en')} parameters`;
  return [summary, ...notes.map((note) => `note: ${note}`)].join('\n');
}
