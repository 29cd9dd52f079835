import { inspectModel, type ModelInspection } from '@lamina/engine';
import { Command } from 'commander';
import { modelRoots } from '../env.ts';
import { locateModel, MODEL_HELP } from '../locate-model.ts';
import { writeResult } from '../write-result.ts';

export function inspectCommand(): Command {
  return new Command('inspect')
    .description('describe a model and its blocks, read from the graph')
    .argument('<model>', MODEL_HELP)
    .option('--json <file>', 'write the result as JSON (- for stdout)')
    .action(async (model: string, options: { json?: string }) => {
      const inspection = await inspectModel(await locateModel(model), { roots: modelRoots() });
      writeResult(options.json, inspection, describe(inspection));
    });
}

function describe(model: ModelInspection): string {
  const layers = model.layers.map(
    ({ index, kind, parameters, cachePorts }) =>
      `  ${index}\t${kind}\t${parameters.toLocaleString('en')} parameters\t${cachePorts.join(' ')}`,
  );
  return [
    `${model.architecture ?? 'unknown architecture'}, ${model.blocks} blocks of width ${model.hiddenSize}, ${model.parameters.toLocaleString('en')} parameters, ${model.precision}, ${model.normPlacement}-norm`,
    `opset ${model.opset}, ${model.producer}`,
    ...layers,
    ...model.warnings.map((warning) => `warning: ${warning}`),
  ].join('\n');
}
