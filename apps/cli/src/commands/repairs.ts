import { type GapForecast, type RepairSurvey, type SurveyTokenRule, surveyRepairs } from '@lamina/engine';
import { REPAIR_KINDS, type RepairKind } from '@lamina/metrics';
import { Command, Option } from 'commander';
import { modelRoots, wantedProviders } from '../env.ts';
import { locateModel, MODEL_HELP } from '../locate-model.ts';
import { parseCount, parseCounts, parseWindow } from '../parse-options.ts';
import { readScoreInput } from '../read-score-input.ts';
import { parseRepairKinds } from '../repair-options.ts';
import { followProgress } from '../show-progress.ts';
import { writeResult } from '../write-result.ts';

interface RepairsFlags {
  readonly calibrationText?: readonly string[];
  readonly calibrationIds?: string;
  readonly text?: readonly string[];
  readonly ids?: string;
  readonly lengths?: readonly number[];
  readonly kinds?: readonly RepairKind[];
  readonly rank?: number;
  readonly tokenRule?: SurveyTokenRule;
  readonly window?: number;
  readonly batch?: number;
  readonly threads?: number;
  readonly json?: string;
}

/** A survey has no sums for the rule `balanced`. */
const SURVEY_TOKEN_RULES: readonly SurveyTokenRule[] = ['all', 'no-sinks'];

export function repairsCommand(): Command {
  return new Command('repairs')
    .argument('<model>', MODEL_HELP)
    .option('--calibration-ids <file>', 'token ids for fitting the repairs, in the format of lamina score --ids')
    .option('--calibration-text <files...>', 'text for fitting the repairs, one document per file')
    .option('--ids <file>', 'token ids of other text, on which errors are predicted')
    .option('--text <files...>', 'other text, on which errors are predicted')
    .option('--lengths <n,…>', 'numbers of neighbouring blocks in a gap (1,3,5,8)', parseCounts)
    .option('--kinds <names>', `repairs (all): ${REPAIR_KINDS.join(', ')}`, (text: string) => parseRepairKinds(text, REPAIR_KINDS))
    .option('--rank <n>', 'rank of low-rank (64)', parseCount)
    .addOption(new Option('--token-rule <rule>', 'which calibration tokens the repairs are fitted on (all)').choices(SURVEY_TOKEN_RULES))
    .option('--window <tokens>', 'tokens per window of both texts (256)', parseWindow)
    .option('--batch <n>', 'windows per run', parseCount)
    .option('--threads <n>', 'threads of the runtime', parseCount)
    .option('--json <file>', 'write the result as JSON (- for stdout)')
    .action(async (reference: string, { calibrationText, calibrationIds, text, ids, json, ...others }: RepairsFlags) => {
      const survey = await followProgress(
        surveyRepairs({
          model: await locateModel(reference),
          roots: modelRoots(),
          calibration: readScoreInput(calibrationText, calibrationIds),
          heldOut: readScoreInput(text, ids),
          ...others,
          ...wantedProviders(),
        }),
      );
      writeResult(json, survey, describe(survey));
    });
}

function describe({ gaps, tokenRule, tokens, heldOutTokens }: RepairSurvey): string {
  return [
    `fitted on ${tokens} tokens (${tokenRule}), predicted on ${heldOutTokens} others`,
    'left: what is left of the change of the stream at the gap, relative to the stream, on tokens that are no sinks',
    'errors: relative to plain removal (1), over all tokens / without sinks',
    ...gaps.flatMap(describeGap),
  ].join('\n');
}

function describeGap({ run: [start, end], repairs, refused }: GapForecast): readonly string[] {
  const name = end - start === 1 ? `block ${start}` : `blocks ${start}–${end - 1}`;
  return [
    name,
    ...repairs.map(
      ({ kind, left, heldOutErrors }) =>
        `  ${kind.padEnd(17)}  left ${left.toFixed(5)}  errors ${heldOutErrors.all.toFixed(4)} / ${heldOutErrors['no-sinks'].toFixed(4)}`,
    ),
    ...refused.map(({ kind, reason }) => `  ${kind.padEnd(17)}  – ${reason}`),
  ];
}
