import { inspectModel, type ModelInspection, type SelfCheck } from '@lamina/engine';
import { Command } from 'commander';
import { digestFolder, modelRoots, wantedProviders } from '../env.ts';
import { locateModel, MODEL_HELP } from '../locate-model.ts';
import { writeResult } from '../write-result.ts';

export function inspectCommand(): Command {
  return new Command('inspect')
    .argument('<model>', MODEL_HELP)
    .option('--no-self-check', 'skip the check that the rewritten graph gives the same logits')
    .option('--json <file>', 'write the result as JSON (- for stdout)')
    .action(async (model: string, options: { selfCheck: boolean; json?: string }) => {
      const inspection = await inspectModel(await locateModel(model), {
        roots: modelRoots(),
        digests: { cacheFolder: digestFolder() },
        selfCheck: options.selfCheck,
        ...wantedProviders(),
      });
      writeResult(options.json, inspection, describe(inspection));
    });
}

function describe(model: ModelInspection): string {
  const layers = model.layers.map(
    ({ index, kind, parameters, cachePorts }) => `  ${index}\t${kind}\t${formatCount(parameters)} parameters\t${cachePorts.join(' ')}`,
  );
  return [
    `${model.architecture ?? 'unknown architecture'}, ${model.blocks} blocks of width ${model.hiddenSize}, ${formatCount(model.parameters)} parameters, ${model.precision}, ${model.normPlacement}-norm`,
    `opset ${model.opset}, ${model.producer}`,
    ...(model.selfCheck === null ? [] : [describeCheck(model.selfCheck)]),
    ...layers,
    ...model.warnings.map((warning) => `warning: ${warning}`),
  ].join('\n');
}

/** 796,512. Written by hand, because toLocaleString first loads the data of every locale, which takes 50 ms. */
function formatCount(count: number): string {
  return String(count).replace(/\B(?=(\d{3})+$)/g, ',');
}

function describeCheck({ passed, rewriteDifference, gateDifference, removedBlock }: SelfCheck): string {
  const gate =
    gateDifference === null
      ? 'no block can be removed'
      : `bypassing and removing block ${removedBlock} differ by ${gateDifference.toPrecision(2)}`;
  return `self-check ${passed ? 'passed' : 'FAILED'}: rewriting changes logits by ${rewriteDifference.toPrecision(2)} standard deviations, ${gate}`;
}
