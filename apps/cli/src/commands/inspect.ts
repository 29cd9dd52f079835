import { inspectModel, type ModelInspection, type SelfCheck } from '@lamina/engine';
import { formatCount } from '@lamina/plans';
import type { Command } from 'commander';
import { z } from 'zod';
import { modelLookup, wantedProviders } from '../env.ts';
import { locateModel } from '../locate-model.ts';
import { JSON_OPTION, switchOption } from '../options/shared-options.ts';
import { formatTable } from '../table.ts';
import { defineVerb } from '../verb/define-verb.ts';
import { writeResult } from '../write-result.ts';

export function createCommand(): Command {
  return defineVerb({
    options: z.strictObject({
      selfCheck: switchOption('Self-check', 'Skip the check that the rewritten graph gives the same logits.', true),
      ...JSON_OPTION,
    }),
    shown: ['selfCheck', 'json'],
    async run([model = ''], { selfCheck, json }) {
      const lookup = modelLookup();
      const inspection = await inspectModel(await locateModel(model), { ...lookup, selfCheck, ...wantedProviders() });
      writeResult(json, inspection, describe(inspection));
    },
  });
}

function describe(model: ModelInspection): string {
  const { architecture, blocks, hiddenSize, parameters, precision, normPlacement, format, opset, producer, selfCheck, warnings } = model;
  const table = formatTable(model.layers, [
    { title: 'block', value: ({ index }) => String(index) },
    { title: 'kind', align: 'left', value: ({ kind }) => kind },
    { title: 'parameters', value: (layer) => formatCount(layer.parameters) },
    { title: 'cache', align: 'left', value: ({ cachePorts }) => (cachePorts.length > 0 ? 'yes' : 'no') },
  ]);
  return [
    `${architecture ?? 'unknown architecture'}: ${blocks} blocks of width ${hiddenSize}, ${formatCount(parameters)} parameters, ${precision}, ${normPlacement}-norm`,
    `${format}, opset ${opset}, ${producer}`,
    ...(selfCheck === null ? [] : [describeCheck(selfCheck)]),
    '',
    table,
    ...warnings.map((warning) => `warning: ${warning}`),
  ].join('\n');
}

function describeCheck({ passed, rewriteDifference, gateDifference, removedBlock }: SelfCheck): string {
  const rewrite = `the rewritten graph gives ${describeDifference(rewriteDifference)}`;
  const gate =
    gateDifference === null
      ? 'no block can be removed'
      : `a graph without block ${removedBlock} gives ${describeDifference(gateDifference)} as the same block passed by`;
  return `self-check ${passed ? 'passed' : 'FAILED'}: ${rewrite}; ${gate}`;
}

/** In standard deviations of the logits. */
function describeDifference(difference: number): string {
  return difference === 0 ? 'the same logits' : `logits within ${difference.toPrecision(2)} standard deviations`;
}
