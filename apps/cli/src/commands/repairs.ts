import { type GapForecast, type RepairSurvey, type SurveyTokenRule, surveyRepairs } from '@lamina/engine';
import { OPTIONS, option, repairSetting } from '@lamina/jobs';
import { REPAIR_KINDS } from '@lamina/metrics';
import type { Command } from 'commander';
import { z } from 'zod';
import { modelRoots, wantedProviders } from '../env.ts';
import { locateModel, MODEL_HELP } from '../locate-model.ts';
import { REPAIR_TEXT, readScoreInput, SCORED_TEXT } from '../options/read-score-input.ts';
import { fileOption, filesOption, JSON_OPTION, RUN_OPTIONS } from '../options/shared-options.ts';
import { followProgress } from '../show-progress.ts';
import { formatTable } from '../table.ts';
import { defineVerb } from '../verb/define-verb.ts';
import { writeResult } from '../write-result.ts';

/** A survey has no sums for the rule `balanced`. */
const TOKEN_RULES = ['all', 'no-sinks'] as const satisfies readonly SurveyTokenRule[];

export function repairsCommand(): Command {
  return defineVerb({
    name: 'repairs',
    argument: '<model>',
    argumentHelp: MODEL_HELP,
    options: z.strictObject({
      calibrationIds: fileOption('Token ids of the repairs', 'Token ids for fitting the repairs, in the format of lamina score --ids.'),
      calibrationText: filesOption(
        'Text of the repairs',
        `Text for fitting the repairs, one document per file. Default: ${REPAIR_TEXT}, bundled.`,
      ),
      ids: fileOption('Token ids', 'Token ids of other text, on which errors are predicted.'),
      text: filesOption('Text', `Other text, on which errors are predicted. Default: ${SCORED_TEXT}, bundled.`),
      lengths: option(
        z.array(z.int().min(1)).min(1).optional(),
        'Lengths',
        'Numbers of neighbouring blocks in a gap. Default: 1,3,5,8.',
        'n,…',
      ),
      kinds: option(
        z
          .array(z.enum(REPAIR_KINDS))
          .min(1)
          .default([...REPAIR_KINDS]),
        'Repairs',
        'Kinds of repairs.',
        'names',
      ),
      rank: repairSetting.shape.rank,
      tokenRule: option(z.enum(TOKEN_RULES).default('all'), 'Tokens', 'Which calibration tokens the repairs are fitted on.'),
      window: OPTIONS.window,
      ...RUN_OPTIONS,
      ...JSON_OPTION,
    }),
    shown: ['calibrationIds', 'calibrationText', 'ids', 'text', 'lengths', 'kinds', 'window', 'json'],
    known: ['rank', 'tokenRule', 'batch', 'threads'],
    async run([reference = ''], { calibrationText, calibrationIds, text, ids, json, lengths, rank, ...others }) {
      const survey = await followProgress(
        surveyRepairs({
          model: await locateModel(reference),
          roots: modelRoots(),
          calibration: readScoreInput({ text: calibrationText, ids: calibrationIds }, REPAIR_TEXT),
          heldOut: readScoreInput({ text, ids }, SCORED_TEXT),
          ...{ ...others, lengths, rank, ...wantedProviders() },
        }),
      );
      writeResult(json, survey, describe(survey));
    },
  });
}

function describe({ gaps, tokenRule, tokens, heldOutTokens }: RepairSurvey): string {
  return [
    `fitted on ${tokens} tokens (${tokenRule}), predicted on ${heldOutTokens} others`,
    'left: the change of the stream at the gap that remains, relative to the stream, on tokens that are no sinks',
    'error: relative to plain removal, which is 1',
    '',
    formatTable(gaps.flatMap(listRows), [
      { title: 'blocks', align: 'left', value: ({ blocks }) => blocks },
      { title: 'repair', align: 'left', value: ({ kind }) => kind },
      { title: 'left', value: ({ left }) => left },
      { title: 'error', value: ({ all }) => all },
      { title: 'without sinks', value: ({ noSinks }) => noSinks },
      { title: '', align: 'left', value: ({ reason }) => reason },
    ]),
  ].join('\n');
}

function listRows({ run: [start, end], repairs, refused }: GapForecast) {
  const blocks = end - start === 1 ? String(start) : `${start}–${end - 1}`;
  return [
    ...repairs.map(({ kind, left, heldOutErrors }) => ({
      ...{ blocks, kind, left: left.toFixed(5), reason: '' },
      ...{ all: heldOutErrors.all.toFixed(4), noSinks: heldOutErrors['no-sinks'].toFixed(4) },
    })),
    ...refused.map(({ kind, reason }) => ({ blocks, kind, left: '–', all: '–', noSinks: '–', reason })),
  ];
}
