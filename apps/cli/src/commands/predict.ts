import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { type PublishedModel, readPublishedLayers } from '@lamina/datasets';
import { AppError, getAt } from '@lamina/errors';
import { readHubConfig } from '@lamina/hub';
import {
  describePrediction,
  evaluatePredictions,
  type ModelShape,
  orderAscending,
  type PredictedProfile,
  type PredictionScores,
  predictProfile,
  readModelShape,
  SCHEMES,
} from '@lamina/metrics';
import type { Command } from 'commander';
import { z } from 'zod';
import { hubSettings, PUBLISHED_LAYERS_FOLDER } from '../env.ts';
import { readInputJson } from '../options/read-input-file.ts';
import { JSON_OPTION, switchOption } from '../options/shared-options.ts';
import { formatTable } from '../table.ts';
import { defineVerb } from '../verb/define-verb.ts';
import { writeResult } from '../write-result.ts';

const CREDIT = 'Rounding sensitivities: Thireus, GGUF Tool Suite and its contributors, https://github.com/Thireus/GGUF-Tool-Suite';
const SCHEME_NAMES = { leaveModelOut: 'the model itself', leaveGenerationOut: 'its generation', leaveMakerOut: 'its maker' } as const;
/** Blocks named first. */
const LOWEST = 5;

export function createCommand(): Command {
  return defineVerb({
    argument: '[model]',
    argumentHelp: 'org/name of the hub, or a config.json or its folder',
    options: z.strictObject({
      evaluate: switchOption('Evaluate', 'Predict every published model from the others, and say how well that works.'),
      ...JSON_OPTION,
    }),
    shown: ['evaluate', 'json'],
    notes: `Reads the configuration alone. ${CREDIT}.`,
    async run([reference = ''], { evaluate, json }) {
      const models = readPublishedLayers(PUBLISHED_LAYERS_FOLDER);
      const profiles = models.flatMap(({ profile }) => (profile === null ? [] : [profile]));
      if (evaluate) {
        const scores = evaluatePredictions(profiles);
        writeResult(json, scores, describeScores(scores));
        return;
      }
      const target = await findShape(reference, models);
      const predicted = predictProfile(target, profiles);
      writeResult(json, { model: target, ...predicted, credit: CREDIT }, describe(target, predicted));
    },
  });
}

/** The published shape of a published model; else the shape that its configuration states, on this disk or on the hub. */
async function findShape(reference: string, models: readonly PublishedModel[]): Promise<ModelShape> {
  if (reference === '')
    throw new AppError(
      'BAD_USER_INPUT',
      'name a model as org/name, or its config.json; or give --evaluate to see how well predictions work',
    );
  const published = models.find(({ hubId, name }) => hubId === reference || name === reference);
  if (published !== undefined) return published;
  const inFolder = join(reference, 'config.json');
  if (existsSync(inFolder)) return readModelShape(readInputJson(inFolder), reference);
  if (existsSync(reference)) return readModelShape(readInputJson(reference), reference);
  return readModelShape(await readHubConfig(reference, hubSettings()), reference);
}

function describe(target: ModelShape, predicted: PredictedProfile): string {
  const { sensitivity } = predicted;
  const sentence = describePrediction(target, predicted);
  if (sensitivity === null) return sentence;
  const table = formatTable(orderAscending(sensitivity), [
    { title: 'block', value: String },
    { title: '× inner mean', value: (block) => getAt(sensitivity, block).toFixed(2) },
  ]);
  return [sentence, table, CREDIT].join('\n');
}

function describeScores({ models, medians }: PredictionScores): string {
  const table = formatTable(SCHEMES, [
    { title: 'not used', align: 'left', value: (scheme) => SCHEME_NAMES[scheme] },
    { title: 'rank correlation', value: (scheme) => medians[scheme].spearman?.toFixed(3) ?? '–' },
    { title: 'of inner blocks', value: (scheme) => medians[scheme].spearmanInner?.toFixed(3) ?? '–' },
    { title: `of the ${LOWEST} lowest found`, value: (scheme) => `${(100 * medians[scheme].hitRate).toFixed(0)} %` },
  ]);
  return `${Object.keys(models).length} published models, each predicted from the others; medians, and the mean share of the ${LOWEST} lowest blocks\n${table}\n${CREDIT}`;
}
